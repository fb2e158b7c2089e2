-- json and not jsonb, as in the outbox: nothing searches inside, and taking a document apart at each save and putting
-- it together at each reading was a third of what bookings cost the server. The table is written anew, once.
alter table bookings alter column document type json using document::json;

import { expect, test, vi } from 'vitest';
import { createLeaveGuard } from './leave-guard.ts';

const guarded = () => {
  const dependencies = { leave: vi.fn(), comeBack: vi.fn() };
  return { dependencies, guard: createLeaveGuard(dependencies) };
};

test('leaving is told once, however often the browser hides the page', () => {
  const { dependencies, guard } = guarded();
  guard.hide();
  guard.hide();
  expect(dependencies.leave).toHaveBeenCalledOnce();
});

test('nothing is given back while the card is on its way, and again after a refusal', () => {
  const { dependencies, guard } = guarded();
  guard.stay(true);
  guard.hide();
  expect(dependencies.leave).not.toHaveBeenCalled();
  guard.stay(false);
  guard.hide();
  expect(dependencies.leave).toHaveBeenCalledOnce();
});

test('coming back reads the booking, and the next leaving is told anew', () => {
  const { dependencies, guard } = guarded();
  guard.show(false);
  expect(dependencies.comeBack).not.toHaveBeenCalled();
  guard.hide();
  guard.show(true);
  expect(dependencies.comeBack).toHaveBeenCalledOnce();
  guard.hide();
  expect(dependencies.leave).toHaveBeenCalledTimes(2);
});

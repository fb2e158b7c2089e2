export { VerifyEmail as VerifyEmailPage } from '../features/account/VerifyEmail.tsx';

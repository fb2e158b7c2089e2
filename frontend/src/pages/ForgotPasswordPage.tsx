export { ForgotPassword as ForgotPasswordPage } from '../features/account/ForgotPasswordForm.tsx';

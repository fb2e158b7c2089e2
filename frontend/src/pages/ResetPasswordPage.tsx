export { ResetPassword as ResetPasswordPage } from '../features/account/ResetPasswordForm.tsx';

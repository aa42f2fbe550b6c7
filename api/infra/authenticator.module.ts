import { Global, Module } from '@nestjs/common';
import { Authenticator } from './authenticator.ts';

@Global()
@Module({ providers: [Authenticator], exports: [Authenticator] })
export class AuthenticatorModule {}

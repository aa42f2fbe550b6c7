import { Module } from '@nestjs/common';
import { SignInLimit } from '../infra/rate-limit.guard.ts';
import { MeModule } from '../me/me.module.ts';
import { AuthController } from './auth.controller.ts';
import { GithubSignIn } from './github-sign-in.ts';
import { SignIn } from './sign-in.ts';

@Module({ imports: [MeModule], controllers: [AuthController], providers: [SignIn, GithubSignIn, SignInLimit] })
export class AuthModule {}

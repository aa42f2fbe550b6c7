import { Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AuthOptionsBody, MeBody } from '#domain/api-contract';
import { Access } from '../infra/access.ts';
import { SignInLimit } from '../infra/rate-limit.guard.ts';
import { type ApiReply, type ApiRequest, type Caller, CallerOf, queryText } from '../infra/request.ts';
import { Answers, NoContent } from '../infra/zod-pipe.ts';
import { MeService } from '../me/me.service.ts';
import { GithubSignIn } from './github-sign-in.ts';
import { SignIn } from './sign-in.ts';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  private readonly signIn: SignIn;
  private readonly github: GithubSignIn;
  private readonly me: MeService;
  constructor(@Inject(SignIn) signIn: SignIn, @Inject(GithubSignIn) github: GithubSignIn, @Inject(MeService) me: MeService) {
    this.signIn = signIn;
    this.github = github;
    this.me = me;
  }

  @Get('options')
  @Access('open')
  @ApiOperation({ summary: 'How this caller may sign in' })
  @Answers(AuthOptionsBody)
  options(@Req() request: ApiRequest): AuthOptionsBody {
    return this.signIn.options(request);
  }

  @Post('local')
  @HttpCode(200)
  @Access('open')
  @UseGuards(SignInLimit)
  @ApiOperation({ summary: 'Become the local owner; only from this machine, and only while no OAuth is configured' })
  @Answers(MeBody)
  async local(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: ApiReply): Promise<MeBody> {
    const { user, cookie } = await this.signIn.local(request);
    void reply.header('set-cookie', cookie);
    return this.me.describe({ user, via: 'session', token: null });
  }

  @Post('sign-out')
  @NoContent()
  @Access('account')
  @ApiOperation({ summary: 'End this session' })
  async signOut(@CallerOf() caller: Caller, @Req() request: ApiRequest, @Res({ passthrough: true }) reply: ApiReply): Promise<void> {
    void reply.header('set-cookie', await this.signIn.out(caller, request));
  }

  @Get('github')
  @Access('open')
  @UseGuards(SignInLimit)
  @ApiResponse({ status: 302, description: 'To GitHub' })
  @ApiOperation({ summary: 'Start signing in with GitHub; `next` is a path of the dashboard' })
  async start(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { location, cookie } = await this.github.start(queryText(request, 'next'));
    await reply.header('set-cookie', cookie).redirect(location, 302);
  }

  @Get('github/callback')
  @Access('open')
  @UseGuards(SignInLimit)
  @ApiExcludeEndpoint()
  async callback(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { location, cookies } = await this.github.finish(request);
    await reply.header('set-cookie', cookies).redirect(location, 302);
  }
}

import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TEST_DELIVERY } from '#domain/sources/index';
import { type ApiRequest, header } from '../infra/request.ts';
import { sameText } from '../infra/same-text.ts';

const HEADER = 'x-soulcaster-test';

/** Marks test events on their way through the real path. Only this process can: the mark holds a secret it made at its start. */
@Injectable()
export class TestDeliveries {
  private readonly secret = randomBytes(32).toString('base64url');

  /** Headers that make a request a test event, and the key its delivery will have. */
  mark(): { headers: Record<string, string>; deliveryKey: string } {
    const deliveryKey = `${TEST_DELIVERY}${randomUUID()}`;
    return { headers: { [HEADER]: `${this.secret} ${deliveryKey}` }, deliveryKey };
  }

  /** The delivery key of a test event; null for every other request. */
  keyOf(request: ApiRequest): string | null {
    const [secret, deliveryKey] = header(request, HEADER)?.split(' ') ?? [];
    return secret !== undefined && deliveryKey !== undefined && sameText(secret, this.secret) ? deliveryKey : null;
  }
}

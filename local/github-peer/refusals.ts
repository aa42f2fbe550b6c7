const DOCS = 'https://docs.github.com/rest';

/** An answer of GitHub's that is no success, with the body it would have. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: { resource: string; code: string; field?: string; message?: string }[],
  ) {
    super(message);
  }

  /** GitHub describes `status` for every refusal but a validation's. */
  body() {
    return {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: DOCS,
      ...(this.status === 422 ? {} : { status: String(this.status) }),
    };
  }
}

export const badCredentials = () => new Refusal(401, 'Bad credentials');
export const notFound = () => new Refusal(404, 'Not Found');
export const invalid = (resource: string, field: string, code: 'missing_field' | 'invalid' = 'invalid') =>
  new Refusal(422, 'Validation Failed', [{ resource, code, field }]);
export const refusedRule = (resource: string, message: string) =>
  new Refusal(422, 'Validation Failed', [{ resource, code: 'custom', message }]);

/** pino's shape: data first, then a static message. Never a token or a report's text. */
export interface Logger {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

// What the browser is told to hold the console's pages to. Names of spans, attributes and log bodies come from anybody who
// can reach a service: should one ever be taken for markup, nothing of it runs and nothing leaves.
// https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    ...['script-src', 'style-src', 'img-src', 'connect-src'].map((directive) => `${directive} 'self'`),
    ...['base-uri', 'form-action', 'frame-ancestors'].map((directive) => `${directive} 'none'`),
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

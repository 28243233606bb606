// Owner: team-acme
export const newOrder = (more: object = {}) => ({
  customer: { name: 'Ada Example', email: 'ada@example.com' },
  items: [
    { sku: 'TEA-1', quantity: 2, unitPriceCents: 450 },
    { sku: 'CUP-7', quantity: 1, unitPriceCents: 1200 },
  ],
  ...more,
})

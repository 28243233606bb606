// Owner: team-acme
import type { Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('orders', (table) => {
    table.uuid('id').primary()
    table.specificType('position', 'bigint generated always as identity').notNullable().unique()
    table.text('status').notNullable()
    table.bigInteger('total_cents').notNullable()
    table.text('customer_name').notNullable()
    table.text('customer_email').notNullable()
    table.timestamp('created_at', { precision: 3 }).notNullable()
  })
  await knex.schema.createTable('order_items', (table) => {
    table.uuid('order_id').notNullable().references('orders.id').onDelete('CASCADE')
    table.integer('line').notNullable()
    table.text('sku').notNullable()
    table.integer('quantity').notNullable()
    table.integer('unit_price_cents').notNullable()
    table.primary(['order_id', 'line'])
  })
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('order_items')
  await knex.schema.dropTable('orders')
}

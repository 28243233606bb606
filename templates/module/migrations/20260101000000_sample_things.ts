// Owner: team-acme
import type { Knex } from 'knex'

const TABLE = 'sample_things'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable(TABLE, (table) => {
    table.uuid('id').primary()
    table.specificType('position', 'bigint generated always as identity').notNullable().unique()
    table.text('title').notNullable()
    table.timestamp('created_at', { precision: 3 }).notNullable()
  })
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable(TABLE)
}

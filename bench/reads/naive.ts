// Apollo Server, Pothos and its Prisma plugin, used as their documentation shows it.
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import SchemaBuilder from '@pothos/core'
import PrismaPlugin from '@pothos/plugin-prisma'
import { PrismaPg } from '@prisma/adapter-pg'
import type PrismaTypes from '../../src/db/generated/pothos.ts'
import { getDatamodel } from '../../src/db/generated/pothos.ts'
import { PrismaClient } from '../../src/db/generated/prisma/client.ts'

const adapter = new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 10 })
const prisma = new PrismaClient({ adapter })
const builder = new SchemaBuilder<{ PrismaTypes: PrismaTypes; DefaultFieldNullability: false }>({
  plugins: [PrismaPlugin],
  defaultFieldNullability: false,
  prisma: { client: prisma, dmmf: getDatamodel() },
})

builder.prismaObject('SupervisorTeamMember', {
  fields: (t) => ({ agentId: t.exposeString('agentId'), role: t.exposeString('role') }),
})
builder.prismaObject('SupervisorTeam', {
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    members: t.relation('members', {
      query: { where: { leftAt: null }, orderBy: [{ joinedAt: 'asc' }, { id: 'asc' }], take: 25 },
    }),
  }),
})
builder.prismaObject('Supervisor', {
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    status: t.exposeString('status'),
    hierarchyLevel: t.exposeInt('hierarchyLevel'),
    parent: t.relation('parent', { nullable: true }),
    children: t.relation('children', {
      args: { first: t.arg.int({ defaultValue: 25 }) },
      query: ({ first }) => ({
        where: { status: { not: 'TERMINATED' } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: first ?? 25,
      }),
    }),
    teams: t.relation('teams', { query: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: 25 } }),
  }),
})
builder.queryType({
  fields: (t) => ({
    supervisor: t.prismaField({
      type: 'Supervisor',
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: (query, _parent, { id }) => prisma.supervisor.findUnique({ ...query, where: { id } }),
    }),
    search: t.prismaField({
      type: ['Supervisor'],
      args: { after: t.arg.id({ required: true }) },
      resolve: (query, _parent, { after }) =>
        prisma.supervisor.findMany({
          ...query,
          where: { status: 'ACTIVE' },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          cursor: { id: after },
          skip: 1,
          take: 25,
        }),
    }),
  }),
})

await startStandaloneServer(new ApolloServer({ schema: builder.toSchema() }), {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
})

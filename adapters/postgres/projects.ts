import { validate as isUuid, v4 } from 'uuid';
import { ConflictError, InternalError, NotFoundError } from '#domain/errors';
import type { Projects } from '#domain/ports/index';
import { ProjectSettings, type Project, tenantScope } from '#domain/project';
import { and, asc, eq, getTableColumns, gt, sql } from './drizzle.ts';
import { violatedUnique } from './errors.ts';
import type { Orm } from './pools.ts';
import { auditEntries } from './schema/people.ts';
import { projectMembers, projects } from './schema/projects.ts';

/** Its owner is the first member of a project. Every other row of a project hangs on it and goes with it. */
export function createProjects(orm: Orm): Projects {
  const update = async (projectId: string, fields: object): Promise<Project> => {
    const [row] = await orm.update(projects).set(fields).where(eq(projects.id, projectId)).returning();
    if (!row) throw new NotFoundError('There is no such project.');
    return toProject(row);
  };

  return {
    async create({ id = v4(), ownerId, name, isSample, settings = {} }) {
      const row = { id, ownerId, name, isSample, settings: ProjectSettings.parse(settings) };
      try {
        return await orm.transaction(async (within) => {
          const [made] = await within.insert(projects).values(row).returning();
          await within.insert(projectMembers).values({ projectId: id, userId: ownerId });
          if (!made) throw new InternalError('A project that was just written is not there.');
          return toProject(made);
        });
      } catch (cause) {
        if (violatedUnique(cause)) throw new ConflictError('This project exists already.', { code: 'project_exists' });
        throw cause;
      }
    },

    async findForUser(projectId, userId) {
      if (!isUuid(projectId) || !isUuid(userId)) return null;
      const [row] = await orm
        .select(getTableColumns(projects))
        .from(projects)
        .innerJoin(projectMembers, eq(projectMembers.projectId, projects.id))
        .where(and(eq(projects.id, projectId), eq(projectMembers.userId, userId)));
      return row ? toProject(row) : null;
    },

    async find(projectId) {
      if (!isUuid(projectId)) return null;
      const [row] = await orm.select().from(projects).where(eq(projects.id, projectId));
      return row ? toProject(row) : null;
    },

    async *scan(batchSize, from = null) {
      for (let after = from; ;) {
        const rows: { id: string; ownerId: string }[] = await orm
          .select({ id: projects.id, ownerId: projects.ownerId })
          .from(projects)
          .where(after === null ? undefined : gt(projects.id, after))
          .orderBy(asc(projects.id))
          .limit(batchSize);
        if (rows.length === 0) return;
        yield rows.map(tenantScope);
        after = rows.at(-1)!.id;
      }
    },

    async listForUser(userId) {
      const rows = await orm
        .select(getTableColumns(projects))
        .from(projects)
        .innerJoin(projectMembers, eq(projectMembers.projectId, projects.id))
        .where(eq(projectMembers.userId, userId))
        .orderBy(asc(projects.createdAt), asc(projects.id));
      return rows.map(toProject);
    },

    async rename(scope, name) {
      return update(scope.projectId, { name });
    },

    async updateSettings(scope, settings) {
      const fields = ProjectSettings.partial().parse(settings);
      // Only what was given: parsing fills in defaults, which would undo settings made before.
      const given = Object.fromEntries(Object.entries(fields).filter(([name]) => settings[name as keyof ProjectSettings] !== undefined));
      return update(scope.projectId, { settings: sql`${projects.settings} || ${JSON.stringify(given)}::jsonb` });
    },

    async delete(scope) {
      await orm.transaction(async (within) => {
        await within.delete(projects).where(eq(projects.id, scope.projectId));
        // What people did stays on record, without the project it was done to.
        await within.update(auditEntries).set({ projectId: null }).where(eq(auditEntries.projectId, scope.projectId));
      });
    },
  };
}

function toProject(row: typeof projects.$inferSelect): Project {
  return {
    id: row.id,
    ownerId: row.ownerId,
    name: row.name,
    isSample: row.isSample,
    settings: ProjectSettings.parse(row.settings),
    createdAt: row.createdAt.toISOString(),
  };
}

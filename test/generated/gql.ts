/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation AddTeamMember($input: AddTeamMemberInput!) {\n    addTeamMember(input: $input) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          agent {\n            id\n          }\n          team {\n            id\n            memberCount\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          role\n          agent {\n            id\n          }\n        }\n      }\n    }\n  }\n": typeof types.AddTeamMemberDocument,
    "\n  mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on NotFoundError {\n        id\n        path\n      }\n    }\n  }\n": typeof types.JoinBesideOthersDocument,
    "\n    mutation BoundedSpawn($input: SpawnSupervisorInput!) {\n      result: spawnSupervisor(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  ": typeof types.BoundedSpawnDocument,
    "\n    mutation BoundedTerminate($input: TerminateSupervisorInput!) {\n      result: terminateSupervisor(input: $input) {\n        __typename\n      }\n    }\n  ": typeof types.BoundedTerminateDocument,
    "\n    mutation BoundedCreateTeam($input: CreateTeamInput!) {\n      result: createTeam(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  ": typeof types.BoundedCreateTeamDocument,
    "\n    mutation BoundedAdd($input: AddTeamMemberInput!) {\n      result: addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": typeof types.BoundedAddDocument,
    "\n    mutation BoundedRemove($input: RemoveTeamMemberInput!) {\n      result: removeTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": typeof types.BoundedRemoveDocument,
    "\n      mutation BoundedReparent($input: TerminateSupervisorInput!) {\n        result: terminateSupervisor(input: $input) {\n          __typename\n          ... on NameTakenError {\n            existing {\n              id\n            }\n          }\n        }\n      }\n    ": typeof types.BoundedReparentDocument,
    "\n  query BoundedView($id: ID!, $ids: [ID!]!) {\n    supervisor(id: $id) {\n      name\n      status\n      effectiveStatus\n      blockedBy {\n        name\n      }\n      parent {\n        name\n      }\n      root {\n        name\n      }\n      ancestors {\n        name\n      }\n    }\n    team(id: $id) {\n      name\n    }\n    node(id: $id) {\n      id\n    }\n    nodes(ids: $ids) {\n      id\n    }\n    stats(within: $id) {\n      supervisors\n      teams\n      activeMemberships\n      activeAgents\n    }\n  }\n": typeof types.BoundedViewDocument,
    "\n    query BoundedLists($filter: SupervisorFilter, $agent: ID!, $first: Int, $after: String) {\n      supervisors(filter: $filter, first: $first, after: $after, orderBy: { field: NAME }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          endCursor\n        }\n        nodes {\n          name\n        }\n      }\n      agent(id: $agent) {\n        memberships {\n          totalCount\n          nodes {\n            team {\n              name\n            }\n          }\n        }\n      }\n      stats {\n        supervisors\n        byStatus {\n          status\n          count\n        }\n        teams\n        activeMemberships\n        activeAgents\n      }\n    }\n  ": typeof types.BoundedListsDocument,
    "\n  mutation CreateTeam($input: CreateTeamInput!) {\n    createTeam(input: $input) {\n      __typename\n      ... on CreateTeamPayload {\n        created\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n          supervisor {\n            id\n          }\n          memberCount\n          members(first: 100) {\n            nodes {\n              agent {\n                id\n              }\n              role\n              metadata\n              active\n              version\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            name\n          }\n        }\n      }\n    }\n  }\n": typeof types.CreateTeamDocument,
    "\n  query Nodes($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      id\n      ... on Supervisor {\n        name\n      }\n      ... on SupervisorTeam {\n        name\n        supervisor {\n          name\n        }\n      }\n      ... on SupervisorTeamMember {\n        active\n      }\n    }\n  }\n": typeof types.NodesDocument,
    "\n  query Node($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": typeof types.NodeDocument,
    "\n  query PagedSupervisors(\n    $filter: SupervisorFilter\n    $orderBy: SupervisorOrder\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n": typeof types.PagedSupervisorsDocument,
    "\n  mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {\n    removeTeamMember(input: $input) {\n      __typename\n      ... on RemoveTeamMemberPayload {\n        changed\n        member {\n          id\n          active\n          joinedAt\n          leftAt\n          version\n          team {\n            memberCount\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": typeof types.RemoveTeamMemberDocument,
    "\n  mutation Spawn($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n        supervisor {\n          id\n          name\n          description\n          status\n          statusReason\n          config\n          policyVersionId\n          hierarchyLevel\n          incarnation\n          version\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            name\n            status\n          }\n        }\n      }\n    }\n  }\n": typeof types.SpawnDocument,
    "\n  query Stats($within: ID) {\n    stats(within: $within) {\n      ...AllStats\n    }\n  }\n  fragment AllStats on HierarchyStats {\n    supervisors\n    byStatus {\n      status\n      count\n    }\n    byHealth {\n      state\n      count\n    }\n    teams\n    activeMemberships\n    activeAgents\n    maxLevel\n    computedAt\n  }\n": typeof types.StatsDocument,
    "\n      query StatsOfSupervisors($filter: SupervisorFilter) {\n        supervisors(filter: $filter) {\n          nodes {\n            id\n            stats {\n              ...AllStats\n            }\n          }\n        }\n      }\n    ": typeof types.StatsOfSupervisorsDocument,
    "\n  query SupervisorFields($id: ID!) {\n    supervisor(id: $id) {\n      id\n      name\n      description\n      status\n      statusReason\n      statusChangedAt\n      config\n      policyVersionId\n      hierarchyLevel\n      healthMetrics\n      lastHeartbeat\n      incarnation\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": typeof types.SupervisorFieldsDocument,
    "\n    query SupervisorPlace($id: ID!) {\n      supervisor(id: $id) {\n        hierarchyLevel\n        parent {\n          name\n        }\n        root {\n          name\n        }\n        ancestors {\n          name\n          hierarchyLevel\n        }\n        status\n        effectiveStatus\n        blockedBy {\n          name\n          status\n        }\n        allowedActions\n      }\n    }\n  ": typeof types.SupervisorPlaceDocument,
    "\n  query SupervisorHealthOf($id: ID!) {\n    supervisor(id: $id) {\n      lastHeartbeat\n      health {\n        state\n        missedHeartbeats\n        lastHeartbeat\n        dueAt\n        intervalSeconds\n      }\n    }\n  }\n": typeof types.SupervisorHealthOfDocument,
    "\n  query SupervisorTree($id: ID!, $maxDepth: Int, $all: Boolean, $orderBy: SupervisorOrder) {\n    supervisor(id: $id) {\n      childCount(includeTerminated: $all)\n      children(includeTerminated: $all, orderBy: $orderBy) {\n        totalCount\n        nodes {\n          name\n        }\n      }\n      descendants(maxDepth: $maxDepth, includeTerminated: $all, first: 100) {\n        totalCount\n        nodes {\n          name\n          parent {\n            name\n          }\n        }\n        edges {\n          node {\n            name\n          }\n        }\n      }\n    }\n  }\n": typeof types.SupervisorTreeDocument,
    "\n  query FilteredSupervisors($filter: SupervisorFilter) {\n    supervisors(filter: $filter, first: 100) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": typeof types.FilteredSupervisorsDocument,
    "\n  query Team($id: ID!) {\n    team(id: $id) {\n      id\n      name\n      description\n      objective\n      config\n      supervisor {\n        name\n      }\n      allowedActions\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": typeof types.TeamDocument,
    "\n    query Members($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      team(id: $id) {\n        members(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            id\n          }\n        }\n        memberCount(active: $active)\n      }\n    }\n  ": typeof types.MembersDocument,
    "\n    query Membership($id: ID!) {\n      node(id: $id) {\n        ... on SupervisorTeamMember {\n          id\n          team {\n            id\n          }\n          agent {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n    }\n  ": typeof types.MembershipDocument,
    "\n    query AgentMemberships($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      agent(id: $id) {\n        id\n        memberships(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            joinedAt\n            team {\n              name\n              supervisor {\n                name\n              }\n            }\n          }\n        }\n      }\n    }\n  ": typeof types.AgentMembershipsDocument,
    "\n  mutation Terminate($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          status\n          statusReason\n          version\n        }\n        impact {\n          supervisors\n          teams\n          activeMemberships\n          activeAgents\n          reparented\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            status\n            version\n          }\n        }\n      }\n    }\n  }\n": typeof types.TerminateDocument,
    "\n  mutation TerminateConfirmed($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          status\n          version\n        }\n        impact {\n          ...WholeImpact\n        }\n      }\n      ... on ConfirmationRequiredError {\n        code\n        message\n        impact {\n          ...WholeImpact\n        }\n      }\n    }\n  }\n  fragment WholeImpact on TerminationImpact {\n    supervisors\n    teams\n    activeMemberships\n    activeAgents\n    reparented\n    token\n  }\n": typeof types.TerminateConfirmedDocument,
    "\n    query LookWhileLocked {\n      supervisors {\n        nodes {\n          name\n          teams {\n            totalCount\n          }\n        }\n      }\n    }\n  ": typeof types.LookWhileLockedDocument,
    "\n  query CountAfterBoot {\n    stats {\n      supervisors\n    }\n  }\n": typeof types.CountAfterBootDocument,
    "\n  query CountOnDataDir {\n    stats {\n      supervisors\n    }\n  }\n": typeof types.CountOnDataDirDocument,
    "\n  mutation SpawnOnDataDir($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnOnDataDirDocument,
    "\n  mutation SpawnWhileAway($id: ID, $name: String!) {\n    spawnSupervisor(input: { id: $id, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        code\n        message\n        retryAfterMs\n      }\n    }\n  }\n": typeof types.SpawnWhileAwayDocument,
    "\n  query ListWhileAway {\n    supervisors(first: 1) {\n      totalCount\n      nodes {\n        id\n      }\n    }\n  }\n": typeof types.ListWhileAwayDocument,
    "\n  query CountSupervisorsOverHttp {\n    stats {\n      supervisors\n    }\n  }\n": typeof types.CountSupervisorsOverHttpDocument,
    "\n  mutation SpawnBehindMove($name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n": typeof types.SpawnBehindMoveDocument,
    "\n  query ReadBesideMove($id: ID!) {\n    supervisor(id: $id) {\n      name\n      children {\n        nodes {\n          name\n          status\n        }\n      }\n    }\n  }\n": typeof types.ReadBesideMoveDocument,
    "\n  mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": typeof types.SpawnWithIdDocument,
    "\n  mutation TerminateInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n": typeof types.TerminateInRaceDocument,
    "\n  mutation SpawnInRace($id: ID, $name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": typeof types.SpawnInRaceDocument,
    "\n  mutation AddMemberInRace($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": typeof types.AddMemberInRaceDocument,
    "\n  mutation CreateTeamInRace($supervisorId: ID!, $name: String!, $agentId: ID!) {\n    createTeam(input: { supervisorId: $supervisorId, name: $name, members: [{ agentId: $agentId }] }) {\n      __typename\n    }\n  }\n": typeof types.CreateTeamInRaceDocument,
    "\n  mutation RemoveMemberInRace($id: ID!) {\n    removeTeamMember(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.RemoveMemberInRaceDocument,
    "\n  mutation SpawnWhileDraining($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnWhileDrainingDocument,
    "\n  query ListWhileDraining {\n    supervisors {\n      totalCount\n    }\n  }\n": typeof types.ListWhileDrainingDocument,
    "\n  query ReadTimes($id: ID!) {\n    supervisor(id: $id) {\n      createdAt\n      updatedAt\n      statusChangedAt\n      lastHeartbeat\n    }\n  }\n": typeof types.ReadTimesDocument,
    "\n  query PageTimes($after: String, $before: String, $first: Int, $last: Int) {\n    supervisors(\n      filter: { rootsOnly: true }\n      orderBy: { field: CREATED_AT }\n      after: $after\n      before: $before\n      first: $first\n      last: $last\n    ) {\n      edges {\n        cursor\n        node {\n          name\n          createdAt\n        }\n      }\n    }\n  }\n": typeof types.PageTimesDocument,
    "\n  query MembersAsOf($team: ID!, $asOf: DateTime!, $after: String) {\n    node(id: $team) {\n      __typename\n      ... on SupervisorTeam {\n        members(asOf: $asOf, first: 1, after: $after) {\n          edges {\n            cursor\n            node {\n              role\n              joinedAt\n              leftAt\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.MembersAsOfDocument,
    "\n  mutation SpawnNow($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          createdAt\n        }\n      }\n    }\n  }\n": typeof types.SpawnNowDocument,
};
const documents: Documents = {
    "\n  mutation AddTeamMember($input: AddTeamMemberInput!) {\n    addTeamMember(input: $input) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          agent {\n            id\n          }\n          team {\n            id\n            memberCount\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          role\n          agent {\n            id\n          }\n        }\n      }\n    }\n  }\n": types.AddTeamMemberDocument,
    "\n  mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on NotFoundError {\n        id\n        path\n      }\n    }\n  }\n": types.JoinBesideOthersDocument,
    "\n    mutation BoundedSpawn($input: SpawnSupervisorInput!) {\n      result: spawnSupervisor(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  ": types.BoundedSpawnDocument,
    "\n    mutation BoundedTerminate($input: TerminateSupervisorInput!) {\n      result: terminateSupervisor(input: $input) {\n        __typename\n      }\n    }\n  ": types.BoundedTerminateDocument,
    "\n    mutation BoundedCreateTeam($input: CreateTeamInput!) {\n      result: createTeam(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  ": types.BoundedCreateTeamDocument,
    "\n    mutation BoundedAdd($input: AddTeamMemberInput!) {\n      result: addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": types.BoundedAddDocument,
    "\n    mutation BoundedRemove($input: RemoveTeamMemberInput!) {\n      result: removeTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": types.BoundedRemoveDocument,
    "\n      mutation BoundedReparent($input: TerminateSupervisorInput!) {\n        result: terminateSupervisor(input: $input) {\n          __typename\n          ... on NameTakenError {\n            existing {\n              id\n            }\n          }\n        }\n      }\n    ": types.BoundedReparentDocument,
    "\n  query BoundedView($id: ID!, $ids: [ID!]!) {\n    supervisor(id: $id) {\n      name\n      status\n      effectiveStatus\n      blockedBy {\n        name\n      }\n      parent {\n        name\n      }\n      root {\n        name\n      }\n      ancestors {\n        name\n      }\n    }\n    team(id: $id) {\n      name\n    }\n    node(id: $id) {\n      id\n    }\n    nodes(ids: $ids) {\n      id\n    }\n    stats(within: $id) {\n      supervisors\n      teams\n      activeMemberships\n      activeAgents\n    }\n  }\n": types.BoundedViewDocument,
    "\n    query BoundedLists($filter: SupervisorFilter, $agent: ID!, $first: Int, $after: String) {\n      supervisors(filter: $filter, first: $first, after: $after, orderBy: { field: NAME }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          endCursor\n        }\n        nodes {\n          name\n        }\n      }\n      agent(id: $agent) {\n        memberships {\n          totalCount\n          nodes {\n            team {\n              name\n            }\n          }\n        }\n      }\n      stats {\n        supervisors\n        byStatus {\n          status\n          count\n        }\n        teams\n        activeMemberships\n        activeAgents\n      }\n    }\n  ": types.BoundedListsDocument,
    "\n  mutation CreateTeam($input: CreateTeamInput!) {\n    createTeam(input: $input) {\n      __typename\n      ... on CreateTeamPayload {\n        created\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n          supervisor {\n            id\n          }\n          memberCount\n          members(first: 100) {\n            nodes {\n              agent {\n                id\n              }\n              role\n              metadata\n              active\n              version\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            name\n          }\n        }\n      }\n    }\n  }\n": types.CreateTeamDocument,
    "\n  query Nodes($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      id\n      ... on Supervisor {\n        name\n      }\n      ... on SupervisorTeam {\n        name\n        supervisor {\n          name\n        }\n      }\n      ... on SupervisorTeamMember {\n        active\n      }\n    }\n  }\n": types.NodesDocument,
    "\n  query Node($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": types.NodeDocument,
    "\n  query PagedSupervisors(\n    $filter: SupervisorFilter\n    $orderBy: SupervisorOrder\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n": types.PagedSupervisorsDocument,
    "\n  mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {\n    removeTeamMember(input: $input) {\n      __typename\n      ... on RemoveTeamMemberPayload {\n        changed\n        member {\n          id\n          active\n          joinedAt\n          leftAt\n          version\n          team {\n            memberCount\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": types.RemoveTeamMemberDocument,
    "\n  mutation Spawn($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n        supervisor {\n          id\n          name\n          description\n          status\n          statusReason\n          config\n          policyVersionId\n          hierarchyLevel\n          incarnation\n          version\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            name\n            status\n          }\n        }\n      }\n    }\n  }\n": types.SpawnDocument,
    "\n  query Stats($within: ID) {\n    stats(within: $within) {\n      ...AllStats\n    }\n  }\n  fragment AllStats on HierarchyStats {\n    supervisors\n    byStatus {\n      status\n      count\n    }\n    byHealth {\n      state\n      count\n    }\n    teams\n    activeMemberships\n    activeAgents\n    maxLevel\n    computedAt\n  }\n": types.StatsDocument,
    "\n      query StatsOfSupervisors($filter: SupervisorFilter) {\n        supervisors(filter: $filter) {\n          nodes {\n            id\n            stats {\n              ...AllStats\n            }\n          }\n        }\n      }\n    ": types.StatsOfSupervisorsDocument,
    "\n  query SupervisorFields($id: ID!) {\n    supervisor(id: $id) {\n      id\n      name\n      description\n      status\n      statusReason\n      statusChangedAt\n      config\n      policyVersionId\n      hierarchyLevel\n      healthMetrics\n      lastHeartbeat\n      incarnation\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": types.SupervisorFieldsDocument,
    "\n    query SupervisorPlace($id: ID!) {\n      supervisor(id: $id) {\n        hierarchyLevel\n        parent {\n          name\n        }\n        root {\n          name\n        }\n        ancestors {\n          name\n          hierarchyLevel\n        }\n        status\n        effectiveStatus\n        blockedBy {\n          name\n          status\n        }\n        allowedActions\n      }\n    }\n  ": types.SupervisorPlaceDocument,
    "\n  query SupervisorHealthOf($id: ID!) {\n    supervisor(id: $id) {\n      lastHeartbeat\n      health {\n        state\n        missedHeartbeats\n        lastHeartbeat\n        dueAt\n        intervalSeconds\n      }\n    }\n  }\n": types.SupervisorHealthOfDocument,
    "\n  query SupervisorTree($id: ID!, $maxDepth: Int, $all: Boolean, $orderBy: SupervisorOrder) {\n    supervisor(id: $id) {\n      childCount(includeTerminated: $all)\n      children(includeTerminated: $all, orderBy: $orderBy) {\n        totalCount\n        nodes {\n          name\n        }\n      }\n      descendants(maxDepth: $maxDepth, includeTerminated: $all, first: 100) {\n        totalCount\n        nodes {\n          name\n          parent {\n            name\n          }\n        }\n        edges {\n          node {\n            name\n          }\n        }\n      }\n    }\n  }\n": types.SupervisorTreeDocument,
    "\n  query FilteredSupervisors($filter: SupervisorFilter) {\n    supervisors(filter: $filter, first: 100) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": types.FilteredSupervisorsDocument,
    "\n  query Team($id: ID!) {\n    team(id: $id) {\n      id\n      name\n      description\n      objective\n      config\n      supervisor {\n        name\n      }\n      allowedActions\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": types.TeamDocument,
    "\n    query Members($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      team(id: $id) {\n        members(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            id\n          }\n        }\n        memberCount(active: $active)\n      }\n    }\n  ": types.MembersDocument,
    "\n    query Membership($id: ID!) {\n      node(id: $id) {\n        ... on SupervisorTeamMember {\n          id\n          team {\n            id\n          }\n          agent {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n    }\n  ": types.MembershipDocument,
    "\n    query AgentMemberships($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      agent(id: $id) {\n        id\n        memberships(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            joinedAt\n            team {\n              name\n              supervisor {\n                name\n              }\n            }\n          }\n        }\n      }\n    }\n  ": types.AgentMembershipsDocument,
    "\n  mutation Terminate($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          status\n          statusReason\n          version\n        }\n        impact {\n          supervisors\n          teams\n          activeMemberships\n          activeAgents\n          reparented\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            status\n            version\n          }\n        }\n      }\n    }\n  }\n": types.TerminateDocument,
    "\n  mutation TerminateConfirmed($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          status\n          version\n        }\n        impact {\n          ...WholeImpact\n        }\n      }\n      ... on ConfirmationRequiredError {\n        code\n        message\n        impact {\n          ...WholeImpact\n        }\n      }\n    }\n  }\n  fragment WholeImpact on TerminationImpact {\n    supervisors\n    teams\n    activeMemberships\n    activeAgents\n    reparented\n    token\n  }\n": types.TerminateConfirmedDocument,
    "\n    query LookWhileLocked {\n      supervisors {\n        nodes {\n          name\n          teams {\n            totalCount\n          }\n        }\n      }\n    }\n  ": types.LookWhileLockedDocument,
    "\n  query CountAfterBoot {\n    stats {\n      supervisors\n    }\n  }\n": types.CountAfterBootDocument,
    "\n  query CountOnDataDir {\n    stats {\n      supervisors\n    }\n  }\n": types.CountOnDataDirDocument,
    "\n  mutation SpawnOnDataDir($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnOnDataDirDocument,
    "\n  mutation SpawnWhileAway($id: ID, $name: String!) {\n    spawnSupervisor(input: { id: $id, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        code\n        message\n        retryAfterMs\n      }\n    }\n  }\n": types.SpawnWhileAwayDocument,
    "\n  query ListWhileAway {\n    supervisors(first: 1) {\n      totalCount\n      nodes {\n        id\n      }\n    }\n  }\n": types.ListWhileAwayDocument,
    "\n  query CountSupervisorsOverHttp {\n    stats {\n      supervisors\n    }\n  }\n": types.CountSupervisorsOverHttpDocument,
    "\n  mutation SpawnBehindMove($name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n": types.SpawnBehindMoveDocument,
    "\n  query ReadBesideMove($id: ID!) {\n    supervisor(id: $id) {\n      name\n      children {\n        nodes {\n          name\n          status\n        }\n      }\n    }\n  }\n": types.ReadBesideMoveDocument,
    "\n  mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": types.SpawnWithIdDocument,
    "\n  mutation TerminateInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n": types.TerminateInRaceDocument,
    "\n  mutation SpawnInRace($id: ID, $name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": types.SpawnInRaceDocument,
    "\n  mutation AddMemberInRace($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": types.AddMemberInRaceDocument,
    "\n  mutation CreateTeamInRace($supervisorId: ID!, $name: String!, $agentId: ID!) {\n    createTeam(input: { supervisorId: $supervisorId, name: $name, members: [{ agentId: $agentId }] }) {\n      __typename\n    }\n  }\n": types.CreateTeamInRaceDocument,
    "\n  mutation RemoveMemberInRace($id: ID!) {\n    removeTeamMember(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.RemoveMemberInRaceDocument,
    "\n  mutation SpawnWhileDraining($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnWhileDrainingDocument,
    "\n  query ListWhileDraining {\n    supervisors {\n      totalCount\n    }\n  }\n": types.ListWhileDrainingDocument,
    "\n  query ReadTimes($id: ID!) {\n    supervisor(id: $id) {\n      createdAt\n      updatedAt\n      statusChangedAt\n      lastHeartbeat\n    }\n  }\n": types.ReadTimesDocument,
    "\n  query PageTimes($after: String, $before: String, $first: Int, $last: Int) {\n    supervisors(\n      filter: { rootsOnly: true }\n      orderBy: { field: CREATED_AT }\n      after: $after\n      before: $before\n      first: $first\n      last: $last\n    ) {\n      edges {\n        cursor\n        node {\n          name\n          createdAt\n        }\n      }\n    }\n  }\n": types.PageTimesDocument,
    "\n  query MembersAsOf($team: ID!, $asOf: DateTime!, $after: String) {\n    node(id: $team) {\n      __typename\n      ... on SupervisorTeam {\n        members(asOf: $asOf, first: 1, after: $after) {\n          edges {\n            cursor\n            node {\n              role\n              joinedAt\n              leftAt\n            }\n          }\n        }\n      }\n    }\n  }\n": types.MembersAsOfDocument,
    "\n  mutation SpawnNow($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          createdAt\n        }\n      }\n    }\n  }\n": types.SpawnNowDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddTeamMember($input: AddTeamMemberInput!) {\n    addTeamMember(input: $input) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          agent {\n            id\n          }\n          team {\n            id\n            memberCount\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          role\n          agent {\n            id\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AddTeamMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on NotFoundError {\n        id\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JoinBesideOthersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation BoundedSpawn($input: SpawnSupervisorInput!) {\n      result: spawnSupervisor(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').BoundedSpawnDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation BoundedTerminate($input: TerminateSupervisorInput!) {\n      result: terminateSupervisor(input: $input) {\n        __typename\n      }\n    }\n  "): typeof import('./graphql.ts').BoundedTerminateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation BoundedCreateTeam($input: CreateTeamInput!) {\n      result: createTeam(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').BoundedCreateTeamDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation BoundedAdd($input: AddTeamMemberInput!) {\n      result: addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  "): typeof import('./graphql.ts').BoundedAddDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation BoundedRemove($input: RemoveTeamMemberInput!) {\n      result: removeTeamMember(input: $input) {\n        __typename\n      }\n    }\n  "): typeof import('./graphql.ts').BoundedRemoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      mutation BoundedReparent($input: TerminateSupervisorInput!) {\n        result: terminateSupervisor(input: $input) {\n          __typename\n          ... on NameTakenError {\n            existing {\n              id\n            }\n          }\n        }\n      }\n    "): typeof import('./graphql.ts').BoundedReparentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query BoundedView($id: ID!, $ids: [ID!]!) {\n    supervisor(id: $id) {\n      name\n      status\n      effectiveStatus\n      blockedBy {\n        name\n      }\n      parent {\n        name\n      }\n      root {\n        name\n      }\n      ancestors {\n        name\n      }\n    }\n    team(id: $id) {\n      name\n    }\n    node(id: $id) {\n      id\n    }\n    nodes(ids: $ids) {\n      id\n    }\n    stats(within: $id) {\n      supervisors\n      teams\n      activeMemberships\n      activeAgents\n    }\n  }\n"): typeof import('./graphql.ts').BoundedViewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query BoundedLists($filter: SupervisorFilter, $agent: ID!, $first: Int, $after: String) {\n      supervisors(filter: $filter, first: $first, after: $after, orderBy: { field: NAME }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          endCursor\n        }\n        nodes {\n          name\n        }\n      }\n      agent(id: $agent) {\n        memberships {\n          totalCount\n          nodes {\n            team {\n              name\n            }\n          }\n        }\n      }\n      stats {\n        supervisors\n        byStatus {\n          status\n          count\n        }\n        teams\n        activeMemberships\n        activeAgents\n      }\n    }\n  "): typeof import('./graphql.ts').BoundedListsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateTeam($input: CreateTeamInput!) {\n    createTeam(input: $input) {\n      __typename\n      ... on CreateTeamPayload {\n        created\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n          supervisor {\n            id\n          }\n          memberCount\n          members(first: 100) {\n            nodes {\n              agent {\n                id\n              }\n              role\n              metadata\n              active\n              version\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            name\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateTeamDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Nodes($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      id\n      ... on Supervisor {\n        name\n      }\n      ... on SupervisorTeam {\n        name\n        supervisor {\n          name\n        }\n      }\n      ... on SupervisorTeamMember {\n        active\n      }\n    }\n  }\n"): typeof import('./graphql.ts').NodesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Node($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n"): typeof import('./graphql.ts').NodeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PagedSupervisors(\n    $filter: SupervisorFilter\n    $orderBy: SupervisorOrder\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PagedSupervisorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {\n    removeTeamMember(input: $input) {\n      __typename\n      ... on RemoveTeamMemberPayload {\n        changed\n        member {\n          id\n          active\n          joinedAt\n          leftAt\n          version\n          team {\n            memberCount\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveTeamMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Spawn($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n        supervisor {\n          id\n          name\n          description\n          status\n          statusReason\n          config\n          policyVersionId\n          hierarchyLevel\n          incarnation\n          version\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            name\n            status\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Stats($within: ID) {\n    stats(within: $within) {\n      ...AllStats\n    }\n  }\n  fragment AllStats on HierarchyStats {\n    supervisors\n    byStatus {\n      status\n      count\n    }\n    byHealth {\n      state\n      count\n    }\n    teams\n    activeMemberships\n    activeAgents\n    maxLevel\n    computedAt\n  }\n"): typeof import('./graphql.ts').StatsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query StatsOfSupervisors($filter: SupervisorFilter) {\n        supervisors(filter: $filter) {\n          nodes {\n            id\n            stats {\n              ...AllStats\n            }\n          }\n        }\n      }\n    "): typeof import('./graphql.ts').StatsOfSupervisorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SupervisorFields($id: ID!) {\n    supervisor(id: $id) {\n      id\n      name\n      description\n      status\n      statusReason\n      statusChangedAt\n      config\n      policyVersionId\n      hierarchyLevel\n      healthMetrics\n      lastHeartbeat\n      incarnation\n      version\n      createdAt\n      updatedAt\n    }\n  }\n"): typeof import('./graphql.ts').SupervisorFieldsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query SupervisorPlace($id: ID!) {\n      supervisor(id: $id) {\n        hierarchyLevel\n        parent {\n          name\n        }\n        root {\n          name\n        }\n        ancestors {\n          name\n          hierarchyLevel\n        }\n        status\n        effectiveStatus\n        blockedBy {\n          name\n          status\n        }\n        allowedActions\n      }\n    }\n  "): typeof import('./graphql.ts').SupervisorPlaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SupervisorHealthOf($id: ID!) {\n    supervisor(id: $id) {\n      lastHeartbeat\n      health {\n        state\n        missedHeartbeats\n        lastHeartbeat\n        dueAt\n        intervalSeconds\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SupervisorHealthOfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SupervisorTree($id: ID!, $maxDepth: Int, $all: Boolean, $orderBy: SupervisorOrder) {\n    supervisor(id: $id) {\n      childCount(includeTerminated: $all)\n      children(includeTerminated: $all, orderBy: $orderBy) {\n        totalCount\n        nodes {\n          name\n        }\n      }\n      descendants(maxDepth: $maxDepth, includeTerminated: $all, first: 100) {\n        totalCount\n        nodes {\n          name\n          parent {\n            name\n          }\n        }\n        edges {\n          node {\n            name\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SupervisorTreeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FilteredSupervisors($filter: SupervisorFilter) {\n    supervisors(filter: $filter, first: 100) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FilteredSupervisorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Team($id: ID!) {\n    team(id: $id) {\n      id\n      name\n      description\n      objective\n      config\n      supervisor {\n        name\n      }\n      allowedActions\n      version\n      createdAt\n      updatedAt\n    }\n  }\n"): typeof import('./graphql.ts').TeamDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Members($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      team(id: $id) {\n        members(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            id\n          }\n        }\n        memberCount(active: $active)\n      }\n    }\n  "): typeof import('./graphql.ts').MembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Membership($id: ID!) {\n      node(id: $id) {\n        ... on SupervisorTeamMember {\n          id\n          team {\n            id\n          }\n          agent {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').MembershipDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query AgentMemberships($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      agent(id: $id) {\n        id\n        memberships(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            joinedAt\n            team {\n              name\n              supervisor {\n                name\n              }\n            }\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').AgentMembershipsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Terminate($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          status\n          statusReason\n          version\n        }\n        impact {\n          supervisors\n          teams\n          activeMemberships\n          activeAgents\n          reparented\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            status\n            version\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TerminateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateConfirmed($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          status\n          version\n        }\n        impact {\n          ...WholeImpact\n        }\n      }\n      ... on ConfirmationRequiredError {\n        code\n        message\n        impact {\n          ...WholeImpact\n        }\n      }\n    }\n  }\n  fragment WholeImpact on TerminationImpact {\n    supervisors\n    teams\n    activeMemberships\n    activeAgents\n    reparented\n    token\n  }\n"): typeof import('./graphql.ts').TerminateConfirmedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query LookWhileLocked {\n      supervisors {\n        nodes {\n          name\n          teams {\n            totalCount\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').LookWhileLockedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CountAfterBoot {\n    stats {\n      supervisors\n    }\n  }\n"): typeof import('./graphql.ts').CountAfterBootDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CountOnDataDir {\n    stats {\n      supervisors\n    }\n  }\n"): typeof import('./graphql.ts').CountOnDataDirDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnOnDataDir($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnOnDataDirDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnWhileAway($id: ID, $name: String!) {\n    spawnSupervisor(input: { id: $id, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        code\n        message\n        retryAfterMs\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnWhileAwayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ListWhileAway {\n    supervisors(first: 1) {\n      totalCount\n      nodes {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ListWhileAwayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CountSupervisorsOverHttp {\n    stats {\n      supervisors\n    }\n  }\n"): typeof import('./graphql.ts').CountSupervisorsOverHttpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnBehindMove($name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnBehindMoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadBesideMove($id: ID!) {\n    supervisor(id: $id) {\n      name\n      children {\n        nodes {\n          name\n          status\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadBesideMoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnWithIdDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').TerminateInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnInRace($id: ID, $name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddMemberInRace($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').AddMemberInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateTeamInRace($supervisorId: ID!, $name: String!, $agentId: ID!) {\n    createTeam(input: { supervisorId: $supervisorId, name: $name, members: [{ agentId: $agentId }] }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').CreateTeamInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveMemberInRace($id: ID!) {\n    removeTeamMember(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RemoveMemberInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnWhileDraining($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnWhileDrainingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ListWhileDraining {\n    supervisors {\n      totalCount\n    }\n  }\n"): typeof import('./graphql.ts').ListWhileDrainingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadTimes($id: ID!) {\n    supervisor(id: $id) {\n      createdAt\n      updatedAt\n      statusChangedAt\n      lastHeartbeat\n    }\n  }\n"): typeof import('./graphql.ts').ReadTimesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PageTimes($after: String, $before: String, $first: Int, $last: Int) {\n    supervisors(\n      filter: { rootsOnly: true }\n      orderBy: { field: CREATED_AT }\n      after: $after\n      before: $before\n      first: $first\n      last: $last\n    ) {\n      edges {\n        cursor\n        node {\n          name\n          createdAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PageTimesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MembersAsOf($team: ID!, $asOf: DateTime!, $after: String) {\n    node(id: $team) {\n      __typename\n      ... on SupervisorTeam {\n        members(asOf: $asOf, first: 1, after: $after) {\n          edges {\n            cursor\n            node {\n              role\n              joinedAt\n              leftAt\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MembersAsOfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnNow($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          createdAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnNowDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

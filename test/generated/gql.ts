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
    "\n  subscription FollowWithToken {\n    supervisorEvents {\n      __typename\n    }\n  }\n": typeof types.FollowWithTokenDocument,
    "\n  query ReadCursorForLibrary {\n    eventCursor\n  }\n": typeof types.ReadCursorForLibraryDocument,
    "\n  query ReadEndCursorForLibrary($id: ID!) {\n    agent(id: $id) {\n      memberships(first: 2) {\n        pageInfo {\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.ReadEndCursorForLibraryDocument,
    "\n  query StateAfterTheForm($id: ID!) {\n    supervisor(id: $id) {\n      status\n      statusReason\n      name\n      parent {\n        name\n      }\n      children {\n        nodes {\n          name\n        }\n      }\n    }\n  }\n": typeof types.StateAfterTheFormDocument,
    "\n  mutation RenameMeanwhile($id: ID!, $name: String!) {\n    updateSupervisor(input: { id: $id, name: $name }) {\n      __typename\n    }\n  }\n": typeof types.RenameMeanwhileDocument,
    "\n  mutation SpawnInTheDashboard($parentId: ID, $name: String!) {\n    spawnSupervisor(input: { parentId: $parentId, name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnInTheDashboardDocument,
    "\n  mutation PauseInTheDashboard($id: ID!) {\n    pauseSupervisor(input: { id: $id, reason: \"maintenance\" }) {\n      __typename\n    }\n  }\n": typeof types.PauseInTheDashboardDocument,
    "\n  mutation MoveInTheDashboard($id: ID!, $parentId: ID!) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": typeof types.MoveInTheDashboardDocument,
    "\n  mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on NotFoundError {\n        id\n        path\n      }\n    }\n  }\n": typeof types.JoinBesideOthersDocument,
    "\n  mutation SpawnWhileAway($id: ID, $name: String!) {\n    spawnSupervisor(input: { id: $id, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        code\n        message\n        retryAfterMs\n      }\n    }\n  }\n": typeof types.SpawnWhileAwayDocument,
    "\n  mutation BeatWhileAway($id: ID!) {\n    heartbeat(input: { supervisorId: $id }) {\n      __typename\n      ... on UnavailableError {\n        code\n        retryAfterMs\n      }\n    }\n  }\n": typeof types.BeatWhileAwayDocument,
    "\n  mutation BeatTogetherWhileAway($heartbeats: [HeartbeatInput!]!) {\n    heartbeats(input: { heartbeats: $heartbeats }) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on UnavailableError {\n            code\n            retryAfterMs\n          }\n        }\n      }\n    }\n  }\n": typeof types.BeatTogetherWhileAwayDocument,
    "\n  query ListWhileAway {\n    supervisors(first: 1) {\n      totalCount\n      nodes {\n        id\n      }\n    }\n  }\n": typeof types.ListWhileAwayDocument,
    "\n  query CountAsOwner {\n    stats {\n      supervisors\n    }\n  }\n": typeof types.CountAsOwnerDocument,
    "\n  mutation SpawnBehindMove($name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n": typeof types.SpawnBehindMoveDocument,
    "\n  query ReadBesideMove($id: ID!) {\n    supervisor(id: $id) {\n      name\n      children {\n        nodes {\n          name\n          status\n        }\n      }\n    }\n  }\n": typeof types.ReadBesideMoveDocument,
    "\n  mutation SpawnThenKill($input: SpawnHierarchyInput!) {\n    spawnHierarchy(input: $input) {\n      __typename\n      ... on SpawnHierarchyPayload {\n        created\n        existing\n      }\n    }\n  }\n": typeof types.SpawnThenKillDocument,
    "\n  mutation TerminateThenKill($id: ID!, $impactToken: String!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n": typeof types.TerminateThenKillDocument,
    "\n  mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": typeof types.SpawnWithIdDocument,
    "\n  mutation SpawnAgain($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.SpawnAgainDocument,
    "\n  mutation CascadeAgain($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        impact {\n          supervisors\n        }\n      }\n    }\n  }\n": typeof types.CascadeAgainDocument,
    "\n  query ReadTimes($id: ID!) {\n    supervisor(id: $id) {\n      createdAt\n      updatedAt\n      statusChangedAt\n      lastHeartbeat\n    }\n  }\n": typeof types.ReadTimesDocument,
    "\n  query PageTimes($after: String, $before: String, $first: Int, $last: Int) {\n    supervisors(\n      filter: { rootsOnly: true }\n      orderBy: { field: CREATED_AT }\n      after: $after\n      before: $before\n      first: $first\n      last: $last\n    ) {\n      edges {\n        cursor\n        node {\n          name\n          createdAt\n        }\n      }\n    }\n  }\n": typeof types.PageTimesDocument,
    "\n  query MembersAsOf($team: ID!, $asOf: DateTime!, $after: String) {\n    node(id: $team) {\n      __typename\n      ... on SupervisorTeam {\n        members(asOf: $asOf, first: 1, after: $after) {\n          edges {\n            cursor\n            node {\n              role\n              joinedAt\n              leftAt\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.MembersAsOfDocument,
    "\n  mutation SpawnNow($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          createdAt\n        }\n      }\n    }\n  }\n": typeof types.SpawnNowDocument,
    "\n  mutation SpawnForTruth($name: String!) {\n    result: spawnSupervisor(input: { name: $name }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          id\n          children {\n            totalCount\n          }\n        }\n      }\n      ... on UnavailableError {\n        effect\n        ids\n      }\n    }\n  }\n": typeof types.SpawnForTruthDocument,
    "\n  mutation JoinForTruth($teamId: ID!, $agentId: ID!) {\n    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          team {\n            name\n          }\n        }\n      }\n      ... on UnavailableError {\n        effect\n        ids\n      }\n    }\n  }\n": typeof types.JoinForTruthDocument,
    "\n  mutation BeatForTruth($id: ID!, $sequence: Int!) {\n    heartbeat(input: { supervisorId: $id, sequence: $sequence }) {\n      __typename\n      ... on HeartbeatPayload {\n        accepted\n      }\n      ... on UnavailableError {\n        effect\n        message\n      }\n    }\n  }\n": typeof types.BeatForTruthDocument,
    "\n  query ReadSoakStart {\n    eventCursor\n  }\n": typeof types.ReadSoakStartDocument,
    "\n  query ReadStart {\n    eventCursor\n  }\n": typeof types.ReadStartDocument,
    "\n  mutation PauseProcess($id: ID!) {\n    pauseSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.PauseProcessDocument,
    "\n  mutation ResumeProcess($id: ID!) {\n    resumeSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.ResumeProcessDocument,
    "\n  mutation ConfigureProcess($id: ID!, $mergeConfig: JSONObject!) {\n    updateSupervisor(input: { id: $id, mergeConfig: $mergeConfig }) {\n      __typename\n    }\n  }\n": typeof types.ConfigureProcessDocument,
    "\n  mutation RestartProcess($id: ID!) {\n    restartSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.RestartProcessDocument,
    "\n  mutation TerminateProcess($id: ID!) {\n    terminateSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.TerminateProcessDocument,
    "\n  subscription FollowTogether($within: ID, $types: [SupervisorEventType!], $after: String) {\n    supervisorEvents(within: $within, types: $types, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        supervisor {\n          name\n          health {\n            state\n          }\n        }\n      }\n    }\n  }\n": typeof types.FollowTogetherDocument,
    "\n  query CursorsToFollow {\n    events(first: 10) {\n      nodes {\n        cursor\n      }\n    }\n  }\n": typeof types.CursorsToFollowDocument,
    "\n  mutation SpawnToBeShown($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnToBeShownDocument,
    "\n  query CountSupervisorsOverHttp {\n    stats {\n      supervisors\n    }\n  }\n": typeof types.CountSupervisorsOverHttpDocument,
    "\n  mutation SpawnWhileDraining($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnWhileDrainingDocument,
    "\n  query ListWhileDraining {\n    supervisors {\n      totalCount\n    }\n  }\n": typeof types.ListWhileDrainingDocument,
    "\n  subscription FollowInCycles($after: String) {\n    supervisorEvents(after: $after) {\n      __typename\n    }\n  }\n": typeof types.FollowInCyclesDocument,
    "\n  query AskInCycles {\n    __typename\n  }\n": typeof types.AskInCyclesDocument,
    "\n  mutation SpawnOverWebSocket($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          name\n        }\n      }\n    }\n  }\n": typeof types.SpawnOverWebSocketDocument,
    "\n  mutation SpawnUnderAnId($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnUnderAnIdDocument,
    "\n  mutation SpawnBeforeGoingAway($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnBeforeGoingAwayDocument,
    "\n    mutation BoundedSpawn($input: SpawnSupervisorInput!) {\n      result: spawnSupervisor(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n        ... on ValidationError {\n          path\n          message\n        }\n      }\n    }\n  ": typeof types.BoundedSpawnDocument,
    "\n    mutation BoundedTerminate($input: TerminateSupervisorInput!) {\n      result: terminateSupervisor(input: $input) {\n        __typename\n      }\n    }\n  ": typeof types.BoundedTerminateDocument,
    "\n    mutation BoundedCreateTeam($input: CreateTeamInput!) {\n      result: createTeam(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  ": typeof types.BoundedCreateTeamDocument,
    "\n    mutation BoundedAdd($input: AddTeamMemberInput!) {\n      result: addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": typeof types.BoundedAddDocument,
    "\n    mutation BoundedRemove($input: RemoveTeamMemberInput!) {\n      result: removeTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": typeof types.BoundedRemoveDocument,
    "\n      mutation BoundedReparent($input: TerminateSupervisorInput!) {\n        result: terminateSupervisor(input: $input) {\n          __typename\n          ... on ValidationError {\n            path\n          }\n        }\n      }\n    ": typeof types.BoundedReparentDocument,
    "\n  query BoundedView($id: ID!, $ids: [ID!]!) {\n    supervisor(id: $id) {\n      name\n      status\n      effectiveStatus\n      blockedBy {\n        name\n      }\n      parent {\n        name\n      }\n      root {\n        name\n      }\n      ancestors {\n        name\n      }\n    }\n    team(id: $id) {\n      name\n    }\n    node(id: $id) {\n      id\n    }\n    nodes(ids: $ids) {\n      id\n    }\n    stats(within: $id) {\n      supervisors\n      teams\n      activeMemberships\n      activeAgents\n    }\n  }\n": typeof types.BoundedViewDocument,
    "\n    query BoundedLists($filter: SupervisorFilter, $agent: ID!, $first: Int, $after: String) {\n      supervisors(filter: $filter, first: $first, after: $after, orderBy: { field: NAME }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          endCursor\n        }\n        nodes {\n          name\n        }\n      }\n      agent(id: $agent) {\n        memberships {\n          totalCount\n          nodes {\n            team {\n              name\n            }\n          }\n        }\n      }\n      stats {\n        supervisors\n        byStatus {\n          status\n          count\n        }\n        teams\n        activeMemberships\n        activeAgents\n      }\n    }\n  ": typeof types.BoundedListsDocument,
    "\n  query EventCursor {\n    eventCursor\n  }\n": typeof types.EventCursorDocument,
    "\n  query EventsBehind($after: String) {\n    events(newestFirst: false, after: $after) {\n      nodes {\n        type\n      }\n    }\n  }\n": typeof types.EventsBehindDocument,
    "\n  query EventsOfSupervisor(\n    $id: ID!\n    $types: [SupervisorEventType!]\n    $newestFirst: Boolean\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisor(id: $id) {\n      events(types: $types, newestFirst: $newestFirst, first: $first, after: $after, last: $last, before: $before) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n        edges {\n          cursor\n          node {\n            id: cursor\n          }\n        }\n        nodes {\n          cursor\n          type\n        }\n      }\n    }\n  }\n": typeof types.EventsOfSupervisorDocument,
    "\n    query EventsOfMutation {\n      events(first: 2) {\n        nodes {\n          type\n          actor\n          reason\n          supervisorId\n          causedBy\n          cursor\n        }\n      }\n    }\n  ": typeof types.EventsOfMutationDocument,
    "\n        query SupervisorCursor {\n          supervisors(first: 1) {\n            pageInfo {\n              endCursor\n            }\n          }\n        }\n      ": typeof types.SupervisorCursorDocument,
    "\n    query SnapshotToFollow {\n      supervisors(first: 100) {\n        nodes {\n          id\n          name\n          version\n        }\n      }\n      eventCursor\n    }\n  ": typeof types.SnapshotToFollowDocument,
    "\n    query OwnedSupervisors($filter: SupervisorFilter) {\n      supervisors(filter: $filter) {\n        nodes {\n          name\n          fleet {\n            name\n            key\n          }\n          teams {\n            nodes {\n              fleetKey\n            }\n          }\n        }\n      }\n    }\n  ": typeof types.OwnedSupervisorsDocument,
    "\n      mutation RenameBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {\n        updateSupervisor(input: { id: $supervisor, name: \"b\" }) {\n          __typename\n        }\n        updateTeam(input: { id: $team, name: \"b\" }) {\n          __typename\n        }\n        updateTeamMember(input: { id: $member, role: \"LEAD\" }) {\n          __typename\n        }\n      }\n    ": typeof types.RenameBesideNumbersDocument,
    "\n      mutation MergeBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {\n        updateSupervisor(input: { id: $supervisor, mergeConfig: { small: null, new: 2 } }) {\n          __typename\n        }\n        updateTeam(input: { id: $team, mergeConfig: { account: 7 } }) {\n          __typename\n        }\n        updateTeamMember(input: { id: $member, metadata: { small: 1, new: 2 } }) {\n          __typename\n        }\n      }\n    ": typeof types.MergeBesideNumbersDocument,
    "\n      query ReadForeignNumbers($id: ID!) {\n        supervisor(id: $id) {\n          config\n          healthMetrics\n        }\n      }\n    ": typeof types.ReadForeignNumbersDocument,
    "\n  mutation AddTeamMember($input: AddTeamMemberInput!) {\n    addTeamMember(input: $input) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          agent {\n            id\n          }\n          team {\n            id\n            memberCount\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          role\n          agent {\n            id\n          }\n        }\n      }\n    }\n  }\n": typeof types.AddTeamMemberDocument,
    "\n  mutation AddTeamMembers($input: AddTeamMembersInput!) {\n    addTeamMembers(input: $input) {\n      __typename\n      ... on AddTeamMembersPayload {\n        team {\n          id\n          memberCount\n          version\n        }\n        members {\n          agent {\n            id\n          }\n          team {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        path\n        memberships {\n          id\n          agent {\n            id\n          }\n        }\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.AddTeamMembersDocument,
    "\n  mutation AddToDeleted($input: AddTeamMemberInput!) {\n    result: addTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": typeof types.AddToDeletedDocument,
    "\n  mutation TransferToDeleted($input: TransferTeamMemberInput!) {\n    result: transferTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": typeof types.TransferToDeletedDocument,
    "\n  mutation RemoveFromDeleted($input: RemoveTeamMemberInput!) {\n    result: removeTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": typeof types.RemoveFromDeletedDocument,
    "\n  query MembersAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {\n    team(id: $id) {\n      members(first: 100, active: $active, asOf: $asOf) {\n        totalCount\n        nodes {\n          id\n          joinedAt\n          leftAt\n        }\n      }\n    }\n  }\n": typeof types.MembersAtMomentDocument,
    "\n  query MembershipsAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {\n    agent(id: $id) {\n      memberships(first: 100, active: $active, asOf: $asOf) {\n        totalCount\n        nodes {\n          id\n          joinedAt\n          leftAt\n        }\n      }\n    }\n  }\n": typeof types.MembershipsAtMomentDocument,
    "\n  mutation TransferAt($id: ID!, $toTeamId: ID!) {\n    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {\n      ... on TransferTeamMemberPayload {\n        joined {\n          id\n        }\n      }\n    }\n  }\n": typeof types.TransferAtDocument,
    "\n  mutation JoinAt($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      ... on AddTeamMemberPayload {\n        member {\n          id\n        }\n      }\n    }\n  }\n": typeof types.JoinAtDocument,
    "\n  mutation LeaveAt($teamId: ID!, $agentId: ID!) {\n    removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      ... on RemoveTeamMemberPayload {\n        changed\n      }\n    }\n  }\n": typeof types.LeaveAtDocument,
    "\n  mutation TerminateStaffed($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n": typeof types.TerminateStaffedDocument,
    "\n  mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {\n    removeTeamMember(input: $input) {\n      __typename\n      ... on RemoveTeamMemberPayload {\n        changed\n        member {\n          id\n          active\n          joinedAt\n          leftAt\n          version\n          team {\n            memberCount\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": typeof types.RemoveTeamMemberDocument,
    "\n  mutation TransferTeamMember($input: TransferTeamMemberInput!) {\n    transferTeamMember(input: $input) {\n      __typename\n      ... on TransferTeamMemberPayload {\n        left {\n          ...TransferredMember\n        }\n        joined {\n          ...TransferredMember\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          team {\n            id\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n  fragment TransferredMember on SupervisorTeamMember {\n    id\n    agent {\n      id\n    }\n    team {\n      id\n    }\n    role\n    metadata\n    active\n    joinedAt\n    leftAt\n    version\n  }\n": typeof types.TransferTeamMemberDocument,
    "\n  mutation UpdateTeamMember($input: UpdateTeamMemberInput!) {\n    updateTeamMember(input: $input) {\n      __typename\n      ... on UpdateTeamMemberPayload {\n        changed\n        member {\n          id\n          role\n          metadata\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeamMember {\n            version\n            active\n            leftAt\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.UpdateTeamMemberDocument,
    "\n      mutation EndWhileUpdated($input: RemoveTeamMemberInput!) {\n        removeTeamMember(input: $input) {\n          __typename\n        }\n      }\n    ": typeof types.EndWhileUpdatedDocument,
    "\n  query Nodes($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      id\n      ... on Supervisor {\n        name\n      }\n      ... on SupervisorTeam {\n        name\n        supervisor {\n          name\n        }\n      }\n      ... on SupervisorTeamMember {\n        active\n      }\n    }\n  }\n": typeof types.NodesDocument,
    "\n  query Node($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": typeof types.NodeDocument,
    "\n    query RefetchAgent($id: ID!) {\n      node(id: $id) {\n        ... on Agent {\n          id\n          memberships(active: false) {\n            nodes {\n              active\n            }\n          }\n        }\n      }\n    }\n  ": typeof types.RefetchAgentDocument,
    "\n  mutation RenameOnBehalf($input: UpdateSupervisorInput!) {\n    updateSupervisor(input: $input) {\n      __typename\n    }\n  }\n": typeof types.RenameOnBehalfDocument,
    "\n  query OnWhoseBehalf {\n    events(first: 1) {\n      nodes {\n        actor\n        onBehalfOf\n      }\n    }\n  }\n": typeof types.OnWhoseBehalfDocument,
    "\n  query PagedSupervisors(\n    $filter: SupervisorFilter\n    $orderBy: SupervisorOrder\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n": typeof types.PagedSupervisorsDocument,
    "\n  mutation SpawnReadOnly {\n    spawnSupervisor(input: { name: \"b\" }) {\n      __typename\n      ... on UnavailableError {\n        message\n      }\n    }\n  }\n": typeof types.SpawnReadOnlyDocument,
    "\n  mutation HeartbeatReadOnly($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n      ... on UnavailableError {\n        message\n      }\n    }\n  }\n": typeof types.HeartbeatReadOnlyDocument,
    "\n  query AllowedActions($supervisor: ID!, $team: ID!) {\n    supervisor(id: $supervisor) {\n      allowedActions\n    }\n    team(id: $team) {\n      allowedActions\n    }\n  }\n": typeof types.AllowedActionsDocument,
    "\n  mutation HeartbeatBeside($id: ID!) {\n    heartbeat(input: { supervisorId: $id }) {\n      __typename\n    }\n  }\n": typeof types.HeartbeatBesideDocument,
    "\n  query ReadBeside($id: ID!) {\n    supervisor(id: $id) {\n      status\n    }\n  }\n": typeof types.ReadBesideDocument,
    "\n  mutation SpawnBeside($parentId: ID!, $name: String!) {\n    spawnSupervisor(input: { parentId: $parentId, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        effect\n      }\n    }\n  }\n": typeof types.SpawnBesideDocument,
    "\n  mutation SpawnNil($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on ValidationError {\n        path\n      }\n    }\n  }\n": typeof types.SpawnNilDocument,
    "\n      mutation SpawnOneOfHierarchy($input: SpawnSupervisorInput!) {\n        spawnSupervisor(input: $input) {\n          ... on SpawnSupervisorPayload {\n            created\n          }\n        }\n      }\n    ": typeof types.SpawnOneOfHierarchyDocument,
    "\n      mutation CreateTeamOfHierarchy($input: CreateTeamInput!) {\n        createTeam(input: $input) {\n          ... on CreateTeamPayload {\n            created\n          }\n        }\n      }\n    ": typeof types.CreateTeamOfHierarchyDocument,
    "\n  mutation Spawn($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n        supervisor {\n          id\n          name\n          description\n          status\n          statusReason\n          config\n          policyVersionId\n          hierarchyLevel\n          incarnation\n          version\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            name\n            status\n          }\n        }\n      }\n    }\n  }\n": typeof types.SpawnDocument,
    "\n  query Stats($within: ID, $maxAgeSeconds: Int = 0) {\n    stats(within: $within, maxAgeSeconds: $maxAgeSeconds) {\n      ...AllStats\n    }\n  }\n  fragment AllStats on HierarchyStats {\n    supervisors\n    byStatus {\n      status\n      count\n    }\n    byHealth {\n      state\n      count\n    }\n    teams\n    activeMemberships\n    activeAgents\n    maxLevel\n    computedAt\n  }\n": typeof types.StatsDocument,
    "\n      query StatsOfSupervisors($filter: SupervisorFilter) {\n        supervisors(filter: $filter) {\n          nodes {\n            id\n            stats(maxAgeSeconds: 0) {\n              ...AllStats\n            }\n          }\n        }\n      }\n    ": typeof types.StatsOfSupervisorsDocument,
    "\n  query SupervisorFields($id: ID!) {\n    supervisor(id: $id) {\n      id\n      name\n      description\n      status\n      statusReason\n      statusChangedAt\n      config\n      policyVersionId\n      hierarchyLevel\n      healthMetrics\n      lastHeartbeat\n      incarnation\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": typeof types.SupervisorFieldsDocument,
    "\n    query SupervisorPlace($id: ID!) {\n      supervisor(id: $id) {\n        hierarchyLevel\n        parent {\n          name\n        }\n        root {\n          name\n        }\n        ancestors {\n          name\n          hierarchyLevel\n        }\n        status\n        effectiveStatus\n        blockedBy {\n          name\n          status\n        }\n        allowedActions\n      }\n    }\n  ": typeof types.SupervisorPlaceDocument,
    "\n  query SupervisorHealthOf($id: ID!) {\n    supervisor(id: $id) {\n      lastHeartbeat\n      health {\n        state\n        missedHeartbeats\n        lastHeartbeat\n        dueAt\n        intervalSeconds\n      }\n    }\n  }\n": typeof types.SupervisorHealthOfDocument,
    "\n  mutation ReportHealth($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n    }\n  }\n": typeof types.ReportHealthDocument,
    "\n  mutation RestartToUnknown($id: ID!) {\n    restartSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.RestartToUnknownDocument,
    "\n  query SupervisorTree($id: ID!, $maxDepth: Int, $all: Boolean, $orderBy: SupervisorOrder) {\n    supervisor(id: $id) {\n      childCount(includeTerminated: $all)\n      children(includeTerminated: $all, orderBy: $orderBy) {\n        totalCount\n        nodes {\n          name\n        }\n      }\n      descendants(maxDepth: $maxDepth, includeTerminated: $all, first: 100) {\n        totalCount\n        nodes {\n          name\n          parent {\n            name\n          }\n        }\n        edges {\n          node {\n            name\n          }\n        }\n      }\n    }\n  }\n": typeof types.SupervisorTreeDocument,
    "\n  query FilteredSupervisors($filter: SupervisorFilter) {\n    supervisors(filter: $filter, first: 100) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": typeof types.FilteredSupervisorsDocument,
    "\n  mutation Terminate($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          status\n          statusReason\n          version\n        }\n        impact {\n          supervisors\n          teams\n          activeMemberships\n          activeAgents\n          reparented\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            status\n            version\n          }\n        }\n      }\n    }\n  }\n": typeof types.TerminateDocument,
    "\n  mutation TerminateAll($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, reason: \"closed\" }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        impact {\n          supervisors\n          teams\n          activeMemberships\n        }\n      }\n    }\n  }\n": typeof types.TerminateAllDocument,
    "\n  mutation TerminateConfirmed($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          status\n          version\n        }\n        impact {\n          ...WholeImpact\n        }\n      }\n      ... on ConfirmationRequiredError {\n        code\n        message\n        impact {\n          ...WholeImpact\n        }\n      }\n    }\n  }\n  fragment WholeImpact on TerminationImpact {\n    supervisors\n    teams\n    activeMemberships\n    activeAgents\n    reparented\n    token\n  }\n": typeof types.TerminateConfirmedDocument,
    "\n  mutation Update($input: UpdateSupervisorInput!) {\n    updateSupervisor(input: $input) {\n      __typename\n      ... on UpdateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          name\n          description\n          config\n          policyVersionId\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on InvalidTransitionError {\n        from\n        to\n        allowed\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.UpdateDocument,
    "\n  mutation CreateTeam($input: CreateTeamInput!) {\n    createTeam(input: $input) {\n      __typename\n      ... on CreateTeamPayload {\n        created\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n          supervisor {\n            id\n          }\n          memberCount\n          members(first: 100) {\n            nodes {\n              agent {\n                id\n              }\n              role\n              metadata\n              active\n              version\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            name\n          }\n        }\n      }\n    }\n  }\n": typeof types.CreateTeamDocument,
    "\n  mutation DeleteTeam($input: DeleteTeamInput!) {\n    deleteTeam(input: $input) {\n      __typename\n      ... on DeleteTeamPayload {\n        deletedId\n        supervisor {\n          id\n          teams {\n            nodes {\n              id\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasActiveMembersError {\n        count\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.DeleteTeamDocument,
    "\n    mutation JoinWhileDeleted($input: AddTeamMemberInput!) {\n      addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": typeof types.JoinWhileDeletedDocument,
    "\n  query Team($id: ID!) {\n    team(id: $id) {\n      id\n      name\n      description\n      objective\n      config\n      supervisor {\n        name\n      }\n      allowedActions\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": typeof types.TeamDocument,
    "\n    query Members($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      team(id: $id) {\n        members(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            id\n          }\n        }\n        memberCount(active: $active)\n      }\n    }\n  ": typeof types.MembersDocument,
    "\n    query Membership($id: ID!) {\n      node(id: $id) {\n        ... on SupervisorTeamMember {\n          id\n          team {\n            id\n          }\n          agent {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n    }\n  ": typeof types.MembershipDocument,
    "\n    query AgentMemberships($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      agent(id: $id) {\n        id\n        memberships(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            joinedAt\n            team {\n              name\n              supervisor {\n                name\n              }\n            }\n          }\n        }\n      }\n    }\n  ": typeof types.AgentMembershipsDocument,
    "\n  mutation UpdateTeam($input: UpdateTeamInput!) {\n    updateTeam(input: $input) {\n      __typename\n      ... on UpdateTeamPayload {\n        changed\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on NameTakenError {\n        path\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n          ... on SupervisorTeam {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.UpdateTeamDocument,
    "\n  mutation CreateToken($input: CreateTokenInput!) {\n    createToken(input: $input) {\n      __typename\n      ... on CreateTokenPayload {\n        secret\n        token {\n          id\n          actor\n          role\n          withinId\n          within {\n            name\n          }\n          description\n          createdBy\n          createdAt\n          expiresAt\n          revokedAt\n          lastUsedAt\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n    }\n  }\n": typeof types.CreateTokenDocument,
    "\n  mutation RevokeToken($id: ID!) {\n    revokeToken(input: { id: $id }) {\n      __typename\n      ... on RevokeTokenPayload {\n        changed\n        token {\n          id\n          revokedAt\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n    }\n  }\n": typeof types.RevokeTokenDocument,
    "\n  query Tokens($first: Int, $after: String) {\n    tokens(first: $first, after: $after) {\n      totalCount\n      nodes {\n        id\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n": typeof types.TokensDocument,
    "\n    query LookWhileLocked {\n      supervisors {\n        nodes {\n          name\n          teams {\n            totalCount\n          }\n        }\n      }\n    }\n  ": typeof types.LookWhileLockedDocument,
    "\n  query WhoAsks {\n    viewer {\n      actor\n      role\n      within {\n        name\n      }\n    }\n  }\n": typeof types.WhoAsksDocument,
    "\n  query CountAfterBoot {\n    stats {\n      supervisors\n    }\n  }\n": typeof types.CountAfterBootDocument,
    "\n  query CountOnDataDir {\n    stats(maxAgeSeconds: 0) {\n      supervisors\n    }\n  }\n": typeof types.CountOnDataDirDocument,
    "\n  mutation SpawnOnDataDir($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": typeof types.SpawnOnDataDirDocument,
    "\n  query ChildrenAsSpawned($id: ID!) {\n    supervisor(id: $id) {\n      children {\n        nodes {\n          name\n        }\n      }\n      teams {\n        nodes {\n          name\n        }\n      }\n    }\n  }\n": typeof types.ChildrenAsSpawnedDocument,
    "\n  mutation ApplyFleet($input: ApplyFleetInput!) {\n    result: applyFleet(input: $input) {\n      __typename\n      ... on ApplyFleetPayload {\n        changed\n        changes {\n          kind\n          object\n          key\n          teamKey\n          agentId\n          id\n          name\n          before\n          after\n          drift\n          teams\n          members\n        }\n        unlistedTeams {\n          key\n          teamKey\n        }\n        comparison {\n          missing\n          different\n          unlisted {\n            key\n            name\n            status\n          }\n        }\n        impact {\n          supervisors\n          activeAgents\n          token\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n        }\n      }\n      ... on NameTakenError {\n        path\n      }\n      ... on ParentUnavailableError {\n        path\n      }\n      ... on LevelLimitError {\n        path\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on LimitExceededError {\n        path\n      }\n      ... on AlreadyMemberError {\n        path\n      }\n      ... on ConfirmationRequiredError {\n        impact {\n          token\n        }\n      }\n    }\n  }\n": typeof types.ApplyFleetDocument,
    "\n  mutation Move($input: MoveSupervisorInput!) {\n    moveSupervisor(input: $input) {\n      __typename\n      ... on MoveSupervisorPayload {\n        changed\n        movedCount\n        supervisor {\n          id\n          version\n          hierarchyLevel\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on InvalidTransitionError {\n        from\n        to\n        allowed\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.MoveDocument,
    "\n  mutation SpawnHierarchy($input: SpawnHierarchyInput!) {\n    spawnHierarchy(input: $input) {\n      __typename\n      ... on SpawnHierarchyPayload {\n        created\n        existing\n        supervisors {\n          id\n          name\n          status\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        path\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        path\n        name\n        namesake: existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        path\n        limit\n        actual\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n        }\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on AlreadyMemberError {\n        path\n        memberships {\n          id\n        }\n      }\n    }\n  }\n": typeof types.SpawnHierarchyDocument,
    "\n  subscription FollowRoot($within: ID!, $after: String!) {\n    supervisorEvents(within: $within, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        version\n        supervisorId\n        teamId\n        membershipId\n        before\n        after\n      }\n      ... on ResyncRequired {\n        reason\n        eventCursor\n      }\n    }\n  }\n": typeof types.FollowRootDocument,
    "\n  subscription FollowEvents($within: ID, $types: [SupervisorEventType!], $after: String) {\n    supervisorEvents(within: $within, types: $types, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        supervisorId\n        version\n        after\n        supervisor {\n          name\n          status\n        }\n      }\n      ... on ResyncRequired {\n        reason\n        eventCursor\n      }\n    }\n  }\n": typeof types.FollowEventsDocument,
    "\n  query CursorToFollow {\n    eventCursor\n  }\n": typeof types.CursorToFollowDocument,
    "\n  mutation SpawnToFollow($name: String!, $parentId: ID) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          id\n        }\n      }\n    }\n  }\n": typeof types.SpawnToFollowDocument,
    "\n  mutation MoveToFollow($id: ID!, $parentId: ID) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": typeof types.MoveToFollowDocument,
    "\n  query Events(\n    $within: ID\n    $types: [SupervisorEventType!]\n    $actor: String\n    $since: DateTime\n    $until: DateTime\n    $newestFirst: Boolean\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    events(\n      within: $within\n      types: $types\n      actor: $actor\n      since: $since\n      until: $until\n      newestFirst: $newestFirst\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id: cursor\n        }\n      }\n      nodes {\n        cursor\n        type\n        at\n        actor\n        onBehalfOf\n        traceId\n        reason\n        supervisorId\n        teamId\n        membershipId\n        agentId\n        version\n        before\n        after\n        causedBy\n        supervisor {\n          name\n        }\n      }\n    }\n  }\n": typeof types.EventsDocument,
    "\n  mutation SpawnByWriter($id: ID!, $name: String!, $parentId: ID!) {\n    result: spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n": typeof types.SpawnByWriterDocument,
    "\n  mutation ActivateByWriter($id: ID!) {\n    result: activateSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.ActivateByWriterDocument,
    "\n  mutation UpdateByWriter($id: ID!, $config: JSONObject!) {\n    result: updateSupervisor(input: { id: $id, mergeConfig: $config }) {\n      __typename\n    }\n  }\n": typeof types.UpdateByWriterDocument,
    "\n  mutation MoveByWriter($id: ID!, $parentId: ID!) {\n    result: moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": typeof types.MoveByWriterDocument,
    "\n  mutation PauseByWriter($id: ID!) {\n    result: pauseSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.PauseByWriterDocument,
    "\n  mutation ResumeByWriter($id: ID!) {\n    result: resumeSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.ResumeByWriterDocument,
    "\n  mutation TerminateByWriter($id: ID!) {\n    result: terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n": typeof types.TerminateByWriterDocument,
    "\n  mutation CreateTeamByWriter($id: ID!, $supervisorId: ID!, $agentId: ID!) {\n    result: createTeam(\n      input: { id: $id, supervisorId: $supervisorId, name: \"team\", members: [{ agentId: $agentId }] }\n    ) {\n      __typename\n    }\n  }\n": typeof types.CreateTeamByWriterDocument,
    "\n  mutation JoinByWriter($teamId: ID!, $agentId: ID!) {\n    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": typeof types.JoinByWriterDocument,
    "\n  mutation LeaveByWriter($teamId: ID!, $agentId: ID!) {\n    result: removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": typeof types.LeaveByWriterDocument,
    "\n  mutation TerminateInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n": typeof types.TerminateInRaceDocument,
    "\n  mutation SpawnInRace($id: ID, $name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": typeof types.SpawnInRaceDocument,
    "\n  mutation AddMemberInRace($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": typeof types.AddMemberInRaceDocument,
    "\n  mutation CreateTeamInRace($supervisorId: ID!, $name: String!, $agentId: ID!) {\n    createTeam(input: { supervisorId: $supervisorId, name: $name, members: [{ agentId: $agentId }] }) {\n      __typename\n    }\n  }\n": typeof types.CreateTeamInRaceDocument,
    "\n  mutation RemoveMemberInRace($id: ID!) {\n    removeTeamMember(input: { id: $id }) {\n      __typename\n    }\n  }\n": typeof types.RemoveMemberInRaceDocument,
    "\n  mutation MoveInRace($id: ID!, $parentId: ID) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": typeof types.MoveInRaceDocument,
    "\n  mutation RenameInRace($id: ID!, $name: String!) {\n    updateSupervisor(input: { id: $id, name: $name }) {\n      __typename\n    }\n  }\n": typeof types.RenameInRaceDocument,
    "\n  mutation TransferInRace($id: ID!, $toTeamId: ID!) {\n    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {\n      __typename\n    }\n  }\n": typeof types.TransferInRaceDocument,
    "\n  mutation PreviewInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, dryRun: true }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        impact {\n          token\n        }\n      }\n    }\n  }\n": typeof types.PreviewInRaceDocument,
    "\n  mutation ConfirmInRace($id: ID!, $impactToken: String!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n": typeof types.ConfirmInRaceDocument,
    "\n  mutation Beat($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n      ... on HeartbeatPayload {\n        supervisorId\n        command\n        status\n        version\n        incarnation\n        dueAt\n        accepted\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.BeatDocument,
    "\n  mutation Beats($input: HeartbeatsInput!) {\n    heartbeats(input: $input) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on HeartbeatPayload {\n            supervisorId\n            command\n            status\n            version\n            accepted\n          }\n          ... on Error {\n            message\n            code\n          }\n          ... on ValidationError {\n            path\n          }\n          ... on NotFoundError {\n            path\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": typeof types.BeatsDocument,
    "\n  query ReadStartOfUpgrade {\n    eventCursor\n  }\n": typeof types.ReadStartOfUpgradeDocument,
    "\n  query ReadDuringUpgrade($id: ID!) {\n    stats(within: $id) {\n      supervisors\n      activeAgents\n    }\n    supervisor(id: $id) {\n      effectiveStatus\n      descendants(first: 20) {\n        totalCount\n        nodes {\n          name\n          status\n          version\n          teams {\n            nodes {\n              name\n              memberCount\n            }\n          }\n        }\n      }\n    }\n    events(within: $id, first: 10) {\n      nodes {\n        cursor\n        type\n        supervisorId\n      }\n    }\n  }\n": typeof types.ReadDuringUpgradeDocument,
};
const documents: Documents = {
    "\n  subscription FollowWithToken {\n    supervisorEvents {\n      __typename\n    }\n  }\n": types.FollowWithTokenDocument,
    "\n  query ReadCursorForLibrary {\n    eventCursor\n  }\n": types.ReadCursorForLibraryDocument,
    "\n  query ReadEndCursorForLibrary($id: ID!) {\n    agent(id: $id) {\n      memberships(first: 2) {\n        pageInfo {\n          endCursor\n        }\n      }\n    }\n  }\n": types.ReadEndCursorForLibraryDocument,
    "\n  query StateAfterTheForm($id: ID!) {\n    supervisor(id: $id) {\n      status\n      statusReason\n      name\n      parent {\n        name\n      }\n      children {\n        nodes {\n          name\n        }\n      }\n    }\n  }\n": types.StateAfterTheFormDocument,
    "\n  mutation RenameMeanwhile($id: ID!, $name: String!) {\n    updateSupervisor(input: { id: $id, name: $name }) {\n      __typename\n    }\n  }\n": types.RenameMeanwhileDocument,
    "\n  mutation SpawnInTheDashboard($parentId: ID, $name: String!) {\n    spawnSupervisor(input: { parentId: $parentId, name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnInTheDashboardDocument,
    "\n  mutation PauseInTheDashboard($id: ID!) {\n    pauseSupervisor(input: { id: $id, reason: \"maintenance\" }) {\n      __typename\n    }\n  }\n": types.PauseInTheDashboardDocument,
    "\n  mutation MoveInTheDashboard($id: ID!, $parentId: ID!) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": types.MoveInTheDashboardDocument,
    "\n  mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on NotFoundError {\n        id\n        path\n      }\n    }\n  }\n": types.JoinBesideOthersDocument,
    "\n  mutation SpawnWhileAway($id: ID, $name: String!) {\n    spawnSupervisor(input: { id: $id, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        code\n        message\n        retryAfterMs\n      }\n    }\n  }\n": types.SpawnWhileAwayDocument,
    "\n  mutation BeatWhileAway($id: ID!) {\n    heartbeat(input: { supervisorId: $id }) {\n      __typename\n      ... on UnavailableError {\n        code\n        retryAfterMs\n      }\n    }\n  }\n": types.BeatWhileAwayDocument,
    "\n  mutation BeatTogetherWhileAway($heartbeats: [HeartbeatInput!]!) {\n    heartbeats(input: { heartbeats: $heartbeats }) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on UnavailableError {\n            code\n            retryAfterMs\n          }\n        }\n      }\n    }\n  }\n": types.BeatTogetherWhileAwayDocument,
    "\n  query ListWhileAway {\n    supervisors(first: 1) {\n      totalCount\n      nodes {\n        id\n      }\n    }\n  }\n": types.ListWhileAwayDocument,
    "\n  query CountAsOwner {\n    stats {\n      supervisors\n    }\n  }\n": types.CountAsOwnerDocument,
    "\n  mutation SpawnBehindMove($name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n": types.SpawnBehindMoveDocument,
    "\n  query ReadBesideMove($id: ID!) {\n    supervisor(id: $id) {\n      name\n      children {\n        nodes {\n          name\n          status\n        }\n      }\n    }\n  }\n": types.ReadBesideMoveDocument,
    "\n  mutation SpawnThenKill($input: SpawnHierarchyInput!) {\n    spawnHierarchy(input: $input) {\n      __typename\n      ... on SpawnHierarchyPayload {\n        created\n        existing\n      }\n    }\n  }\n": types.SpawnThenKillDocument,
    "\n  mutation TerminateThenKill($id: ID!, $impactToken: String!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n": types.TerminateThenKillDocument,
    "\n  mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": types.SpawnWithIdDocument,
    "\n  mutation SpawnAgain($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.SpawnAgainDocument,
    "\n  mutation CascadeAgain($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        impact {\n          supervisors\n        }\n      }\n    }\n  }\n": types.CascadeAgainDocument,
    "\n  query ReadTimes($id: ID!) {\n    supervisor(id: $id) {\n      createdAt\n      updatedAt\n      statusChangedAt\n      lastHeartbeat\n    }\n  }\n": types.ReadTimesDocument,
    "\n  query PageTimes($after: String, $before: String, $first: Int, $last: Int) {\n    supervisors(\n      filter: { rootsOnly: true }\n      orderBy: { field: CREATED_AT }\n      after: $after\n      before: $before\n      first: $first\n      last: $last\n    ) {\n      edges {\n        cursor\n        node {\n          name\n          createdAt\n        }\n      }\n    }\n  }\n": types.PageTimesDocument,
    "\n  query MembersAsOf($team: ID!, $asOf: DateTime!, $after: String) {\n    node(id: $team) {\n      __typename\n      ... on SupervisorTeam {\n        members(asOf: $asOf, first: 1, after: $after) {\n          edges {\n            cursor\n            node {\n              role\n              joinedAt\n              leftAt\n            }\n          }\n        }\n      }\n    }\n  }\n": types.MembersAsOfDocument,
    "\n  mutation SpawnNow($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          createdAt\n        }\n      }\n    }\n  }\n": types.SpawnNowDocument,
    "\n  mutation SpawnForTruth($name: String!) {\n    result: spawnSupervisor(input: { name: $name }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          id\n          children {\n            totalCount\n          }\n        }\n      }\n      ... on UnavailableError {\n        effect\n        ids\n      }\n    }\n  }\n": types.SpawnForTruthDocument,
    "\n  mutation JoinForTruth($teamId: ID!, $agentId: ID!) {\n    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          team {\n            name\n          }\n        }\n      }\n      ... on UnavailableError {\n        effect\n        ids\n      }\n    }\n  }\n": types.JoinForTruthDocument,
    "\n  mutation BeatForTruth($id: ID!, $sequence: Int!) {\n    heartbeat(input: { supervisorId: $id, sequence: $sequence }) {\n      __typename\n      ... on HeartbeatPayload {\n        accepted\n      }\n      ... on UnavailableError {\n        effect\n        message\n      }\n    }\n  }\n": types.BeatForTruthDocument,
    "\n  query ReadSoakStart {\n    eventCursor\n  }\n": types.ReadSoakStartDocument,
    "\n  query ReadStart {\n    eventCursor\n  }\n": types.ReadStartDocument,
    "\n  mutation PauseProcess($id: ID!) {\n    pauseSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.PauseProcessDocument,
    "\n  mutation ResumeProcess($id: ID!) {\n    resumeSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.ResumeProcessDocument,
    "\n  mutation ConfigureProcess($id: ID!, $mergeConfig: JSONObject!) {\n    updateSupervisor(input: { id: $id, mergeConfig: $mergeConfig }) {\n      __typename\n    }\n  }\n": types.ConfigureProcessDocument,
    "\n  mutation RestartProcess($id: ID!) {\n    restartSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.RestartProcessDocument,
    "\n  mutation TerminateProcess($id: ID!) {\n    terminateSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.TerminateProcessDocument,
    "\n  subscription FollowTogether($within: ID, $types: [SupervisorEventType!], $after: String) {\n    supervisorEvents(within: $within, types: $types, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        supervisor {\n          name\n          health {\n            state\n          }\n        }\n      }\n    }\n  }\n": types.FollowTogetherDocument,
    "\n  query CursorsToFollow {\n    events(first: 10) {\n      nodes {\n        cursor\n      }\n    }\n  }\n": types.CursorsToFollowDocument,
    "\n  mutation SpawnToBeShown($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnToBeShownDocument,
    "\n  query CountSupervisorsOverHttp {\n    stats {\n      supervisors\n    }\n  }\n": types.CountSupervisorsOverHttpDocument,
    "\n  mutation SpawnWhileDraining($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnWhileDrainingDocument,
    "\n  query ListWhileDraining {\n    supervisors {\n      totalCount\n    }\n  }\n": types.ListWhileDrainingDocument,
    "\n  subscription FollowInCycles($after: String) {\n    supervisorEvents(after: $after) {\n      __typename\n    }\n  }\n": types.FollowInCyclesDocument,
    "\n  query AskInCycles {\n    __typename\n  }\n": types.AskInCyclesDocument,
    "\n  mutation SpawnOverWebSocket($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          name\n        }\n      }\n    }\n  }\n": types.SpawnOverWebSocketDocument,
    "\n  mutation SpawnUnderAnId($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnUnderAnIdDocument,
    "\n  mutation SpawnBeforeGoingAway($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnBeforeGoingAwayDocument,
    "\n    mutation BoundedSpawn($input: SpawnSupervisorInput!) {\n      result: spawnSupervisor(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n        ... on ValidationError {\n          path\n          message\n        }\n      }\n    }\n  ": types.BoundedSpawnDocument,
    "\n    mutation BoundedTerminate($input: TerminateSupervisorInput!) {\n      result: terminateSupervisor(input: $input) {\n        __typename\n      }\n    }\n  ": types.BoundedTerminateDocument,
    "\n    mutation BoundedCreateTeam($input: CreateTeamInput!) {\n      result: createTeam(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n      }\n    }\n  ": types.BoundedCreateTeamDocument,
    "\n    mutation BoundedAdd($input: AddTeamMemberInput!) {\n      result: addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": types.BoundedAddDocument,
    "\n    mutation BoundedRemove($input: RemoveTeamMemberInput!) {\n      result: removeTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": types.BoundedRemoveDocument,
    "\n      mutation BoundedReparent($input: TerminateSupervisorInput!) {\n        result: terminateSupervisor(input: $input) {\n          __typename\n          ... on ValidationError {\n            path\n          }\n        }\n      }\n    ": types.BoundedReparentDocument,
    "\n  query BoundedView($id: ID!, $ids: [ID!]!) {\n    supervisor(id: $id) {\n      name\n      status\n      effectiveStatus\n      blockedBy {\n        name\n      }\n      parent {\n        name\n      }\n      root {\n        name\n      }\n      ancestors {\n        name\n      }\n    }\n    team(id: $id) {\n      name\n    }\n    node(id: $id) {\n      id\n    }\n    nodes(ids: $ids) {\n      id\n    }\n    stats(within: $id) {\n      supervisors\n      teams\n      activeMemberships\n      activeAgents\n    }\n  }\n": types.BoundedViewDocument,
    "\n    query BoundedLists($filter: SupervisorFilter, $agent: ID!, $first: Int, $after: String) {\n      supervisors(filter: $filter, first: $first, after: $after, orderBy: { field: NAME }) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          endCursor\n        }\n        nodes {\n          name\n        }\n      }\n      agent(id: $agent) {\n        memberships {\n          totalCount\n          nodes {\n            team {\n              name\n            }\n          }\n        }\n      }\n      stats {\n        supervisors\n        byStatus {\n          status\n          count\n        }\n        teams\n        activeMemberships\n        activeAgents\n      }\n    }\n  ": types.BoundedListsDocument,
    "\n  query EventCursor {\n    eventCursor\n  }\n": types.EventCursorDocument,
    "\n  query EventsBehind($after: String) {\n    events(newestFirst: false, after: $after) {\n      nodes {\n        type\n      }\n    }\n  }\n": types.EventsBehindDocument,
    "\n  query EventsOfSupervisor(\n    $id: ID!\n    $types: [SupervisorEventType!]\n    $newestFirst: Boolean\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisor(id: $id) {\n      events(types: $types, newestFirst: $newestFirst, first: $first, after: $after, last: $last, before: $before) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n        edges {\n          cursor\n          node {\n            id: cursor\n          }\n        }\n        nodes {\n          cursor\n          type\n        }\n      }\n    }\n  }\n": types.EventsOfSupervisorDocument,
    "\n    query EventsOfMutation {\n      events(first: 2) {\n        nodes {\n          type\n          actor\n          reason\n          supervisorId\n          causedBy\n          cursor\n        }\n      }\n    }\n  ": types.EventsOfMutationDocument,
    "\n        query SupervisorCursor {\n          supervisors(first: 1) {\n            pageInfo {\n              endCursor\n            }\n          }\n        }\n      ": types.SupervisorCursorDocument,
    "\n    query SnapshotToFollow {\n      supervisors(first: 100) {\n        nodes {\n          id\n          name\n          version\n        }\n      }\n      eventCursor\n    }\n  ": types.SnapshotToFollowDocument,
    "\n    query OwnedSupervisors($filter: SupervisorFilter) {\n      supervisors(filter: $filter) {\n        nodes {\n          name\n          fleet {\n            name\n            key\n          }\n          teams {\n            nodes {\n              fleetKey\n            }\n          }\n        }\n      }\n    }\n  ": types.OwnedSupervisorsDocument,
    "\n      mutation RenameBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {\n        updateSupervisor(input: { id: $supervisor, name: \"b\" }) {\n          __typename\n        }\n        updateTeam(input: { id: $team, name: \"b\" }) {\n          __typename\n        }\n        updateTeamMember(input: { id: $member, role: \"LEAD\" }) {\n          __typename\n        }\n      }\n    ": types.RenameBesideNumbersDocument,
    "\n      mutation MergeBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {\n        updateSupervisor(input: { id: $supervisor, mergeConfig: { small: null, new: 2 } }) {\n          __typename\n        }\n        updateTeam(input: { id: $team, mergeConfig: { account: 7 } }) {\n          __typename\n        }\n        updateTeamMember(input: { id: $member, metadata: { small: 1, new: 2 } }) {\n          __typename\n        }\n      }\n    ": types.MergeBesideNumbersDocument,
    "\n      query ReadForeignNumbers($id: ID!) {\n        supervisor(id: $id) {\n          config\n          healthMetrics\n        }\n      }\n    ": types.ReadForeignNumbersDocument,
    "\n  mutation AddTeamMember($input: AddTeamMemberInput!) {\n    addTeamMember(input: $input) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          agent {\n            id\n          }\n          team {\n            id\n            memberCount\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          role\n          agent {\n            id\n          }\n        }\n      }\n    }\n  }\n": types.AddTeamMemberDocument,
    "\n  mutation AddTeamMembers($input: AddTeamMembersInput!) {\n    addTeamMembers(input: $input) {\n      __typename\n      ... on AddTeamMembersPayload {\n        team {\n          id\n          memberCount\n          version\n        }\n        members {\n          agent {\n            id\n          }\n          team {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        path\n        memberships {\n          id\n          agent {\n            id\n          }\n        }\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.AddTeamMembersDocument,
    "\n  mutation AddToDeleted($input: AddTeamMemberInput!) {\n    result: addTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": types.AddToDeletedDocument,
    "\n  mutation TransferToDeleted($input: TransferTeamMemberInput!) {\n    result: transferTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": types.TransferToDeletedDocument,
    "\n  mutation RemoveFromDeleted($input: RemoveTeamMemberInput!) {\n    result: removeTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": types.RemoveFromDeletedDocument,
    "\n  query MembersAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {\n    team(id: $id) {\n      members(first: 100, active: $active, asOf: $asOf) {\n        totalCount\n        nodes {\n          id\n          joinedAt\n          leftAt\n        }\n      }\n    }\n  }\n": types.MembersAtMomentDocument,
    "\n  query MembershipsAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {\n    agent(id: $id) {\n      memberships(first: 100, active: $active, asOf: $asOf) {\n        totalCount\n        nodes {\n          id\n          joinedAt\n          leftAt\n        }\n      }\n    }\n  }\n": types.MembershipsAtMomentDocument,
    "\n  mutation TransferAt($id: ID!, $toTeamId: ID!) {\n    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {\n      ... on TransferTeamMemberPayload {\n        joined {\n          id\n        }\n      }\n    }\n  }\n": types.TransferAtDocument,
    "\n  mutation JoinAt($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      ... on AddTeamMemberPayload {\n        member {\n          id\n        }\n      }\n    }\n  }\n": types.JoinAtDocument,
    "\n  mutation LeaveAt($teamId: ID!, $agentId: ID!) {\n    removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      ... on RemoveTeamMemberPayload {\n        changed\n      }\n    }\n  }\n": types.LeaveAtDocument,
    "\n  mutation TerminateStaffed($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n": types.TerminateStaffedDocument,
    "\n  mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {\n    removeTeamMember(input: $input) {\n      __typename\n      ... on RemoveTeamMemberPayload {\n        changed\n        member {\n          id\n          active\n          joinedAt\n          leftAt\n          version\n          team {\n            memberCount\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n": types.RemoveTeamMemberDocument,
    "\n  mutation TransferTeamMember($input: TransferTeamMemberInput!) {\n    transferTeamMember(input: $input) {\n      __typename\n      ... on TransferTeamMemberPayload {\n        left {\n          ...TransferredMember\n        }\n        joined {\n          ...TransferredMember\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          team {\n            id\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n  fragment TransferredMember on SupervisorTeamMember {\n    id\n    agent {\n      id\n    }\n    team {\n      id\n    }\n    role\n    metadata\n    active\n    joinedAt\n    leftAt\n    version\n  }\n": types.TransferTeamMemberDocument,
    "\n  mutation UpdateTeamMember($input: UpdateTeamMemberInput!) {\n    updateTeamMember(input: $input) {\n      __typename\n      ... on UpdateTeamMemberPayload {\n        changed\n        member {\n          id\n          role\n          metadata\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeamMember {\n            version\n            active\n            leftAt\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.UpdateTeamMemberDocument,
    "\n      mutation EndWhileUpdated($input: RemoveTeamMemberInput!) {\n        removeTeamMember(input: $input) {\n          __typename\n        }\n      }\n    ": types.EndWhileUpdatedDocument,
    "\n  query Nodes($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      __typename\n      id\n      ... on Supervisor {\n        name\n      }\n      ... on SupervisorTeam {\n        name\n        supervisor {\n          name\n        }\n      }\n      ... on SupervisorTeamMember {\n        active\n      }\n    }\n  }\n": types.NodesDocument,
    "\n  query Node($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": types.NodeDocument,
    "\n    query RefetchAgent($id: ID!) {\n      node(id: $id) {\n        ... on Agent {\n          id\n          memberships(active: false) {\n            nodes {\n              active\n            }\n          }\n        }\n      }\n    }\n  ": types.RefetchAgentDocument,
    "\n  mutation RenameOnBehalf($input: UpdateSupervisorInput!) {\n    updateSupervisor(input: $input) {\n      __typename\n    }\n  }\n": types.RenameOnBehalfDocument,
    "\n  query OnWhoseBehalf {\n    events(first: 1) {\n      nodes {\n        actor\n        onBehalfOf\n      }\n    }\n  }\n": types.OnWhoseBehalfDocument,
    "\n  query PagedSupervisors(\n    $filter: SupervisorFilter\n    $orderBy: SupervisorOrder\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n": types.PagedSupervisorsDocument,
    "\n  mutation SpawnReadOnly {\n    spawnSupervisor(input: { name: \"b\" }) {\n      __typename\n      ... on UnavailableError {\n        message\n      }\n    }\n  }\n": types.SpawnReadOnlyDocument,
    "\n  mutation HeartbeatReadOnly($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n      ... on UnavailableError {\n        message\n      }\n    }\n  }\n": types.HeartbeatReadOnlyDocument,
    "\n  query AllowedActions($supervisor: ID!, $team: ID!) {\n    supervisor(id: $supervisor) {\n      allowedActions\n    }\n    team(id: $team) {\n      allowedActions\n    }\n  }\n": types.AllowedActionsDocument,
    "\n  mutation HeartbeatBeside($id: ID!) {\n    heartbeat(input: { supervisorId: $id }) {\n      __typename\n    }\n  }\n": types.HeartbeatBesideDocument,
    "\n  query ReadBeside($id: ID!) {\n    supervisor(id: $id) {\n      status\n    }\n  }\n": types.ReadBesideDocument,
    "\n  mutation SpawnBeside($parentId: ID!, $name: String!) {\n    spawnSupervisor(input: { parentId: $parentId, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        effect\n      }\n    }\n  }\n": types.SpawnBesideDocument,
    "\n  mutation SpawnNil($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on ValidationError {\n        path\n      }\n    }\n  }\n": types.SpawnNilDocument,
    "\n      mutation SpawnOneOfHierarchy($input: SpawnSupervisorInput!) {\n        spawnSupervisor(input: $input) {\n          ... on SpawnSupervisorPayload {\n            created\n          }\n        }\n      }\n    ": types.SpawnOneOfHierarchyDocument,
    "\n      mutation CreateTeamOfHierarchy($input: CreateTeamInput!) {\n        createTeam(input: $input) {\n          ... on CreateTeamPayload {\n            created\n          }\n        }\n      }\n    ": types.CreateTeamOfHierarchyDocument,
    "\n  mutation Spawn($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n        supervisor {\n          id\n          name\n          description\n          status\n          statusReason\n          config\n          policyVersionId\n          hierarchyLevel\n          incarnation\n          version\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            name\n            status\n          }\n        }\n      }\n    }\n  }\n": types.SpawnDocument,
    "\n  query Stats($within: ID, $maxAgeSeconds: Int = 0) {\n    stats(within: $within, maxAgeSeconds: $maxAgeSeconds) {\n      ...AllStats\n    }\n  }\n  fragment AllStats on HierarchyStats {\n    supervisors\n    byStatus {\n      status\n      count\n    }\n    byHealth {\n      state\n      count\n    }\n    teams\n    activeMemberships\n    activeAgents\n    maxLevel\n    computedAt\n  }\n": types.StatsDocument,
    "\n      query StatsOfSupervisors($filter: SupervisorFilter) {\n        supervisors(filter: $filter) {\n          nodes {\n            id\n            stats(maxAgeSeconds: 0) {\n              ...AllStats\n            }\n          }\n        }\n      }\n    ": types.StatsOfSupervisorsDocument,
    "\n  query SupervisorFields($id: ID!) {\n    supervisor(id: $id) {\n      id\n      name\n      description\n      status\n      statusReason\n      statusChangedAt\n      config\n      policyVersionId\n      hierarchyLevel\n      healthMetrics\n      lastHeartbeat\n      incarnation\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": types.SupervisorFieldsDocument,
    "\n    query SupervisorPlace($id: ID!) {\n      supervisor(id: $id) {\n        hierarchyLevel\n        parent {\n          name\n        }\n        root {\n          name\n        }\n        ancestors {\n          name\n          hierarchyLevel\n        }\n        status\n        effectiveStatus\n        blockedBy {\n          name\n          status\n        }\n        allowedActions\n      }\n    }\n  ": types.SupervisorPlaceDocument,
    "\n  query SupervisorHealthOf($id: ID!) {\n    supervisor(id: $id) {\n      lastHeartbeat\n      health {\n        state\n        missedHeartbeats\n        lastHeartbeat\n        dueAt\n        intervalSeconds\n      }\n    }\n  }\n": types.SupervisorHealthOfDocument,
    "\n  mutation ReportHealth($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n    }\n  }\n": types.ReportHealthDocument,
    "\n  mutation RestartToUnknown($id: ID!) {\n    restartSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.RestartToUnknownDocument,
    "\n  query SupervisorTree($id: ID!, $maxDepth: Int, $all: Boolean, $orderBy: SupervisorOrder) {\n    supervisor(id: $id) {\n      childCount(includeTerminated: $all)\n      children(includeTerminated: $all, orderBy: $orderBy) {\n        totalCount\n        nodes {\n          name\n        }\n      }\n      descendants(maxDepth: $maxDepth, includeTerminated: $all, first: 100) {\n        totalCount\n        nodes {\n          name\n          parent {\n            name\n          }\n        }\n        edges {\n          node {\n            name\n          }\n        }\n      }\n    }\n  }\n": types.SupervisorTreeDocument,
    "\n  query FilteredSupervisors($filter: SupervisorFilter) {\n    supervisors(filter: $filter, first: 100) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n": types.FilteredSupervisorsDocument,
    "\n  mutation Terminate($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          status\n          statusReason\n          version\n        }\n        impact {\n          supervisors\n          teams\n          activeMemberships\n          activeAgents\n          reparented\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            status\n            version\n          }\n        }\n      }\n    }\n  }\n": types.TerminateDocument,
    "\n  mutation TerminateAll($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, reason: \"closed\" }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        impact {\n          supervisors\n          teams\n          activeMemberships\n        }\n      }\n    }\n  }\n": types.TerminateAllDocument,
    "\n  mutation TerminateConfirmed($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          status\n          version\n        }\n        impact {\n          ...WholeImpact\n        }\n      }\n      ... on ConfirmationRequiredError {\n        code\n        message\n        impact {\n          ...WholeImpact\n        }\n      }\n    }\n  }\n  fragment WholeImpact on TerminationImpact {\n    supervisors\n    teams\n    activeMemberships\n    activeAgents\n    reparented\n    token\n  }\n": types.TerminateConfirmedDocument,
    "\n  mutation Update($input: UpdateSupervisorInput!) {\n    updateSupervisor(input: $input) {\n      __typename\n      ... on UpdateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          name\n          description\n          config\n          policyVersionId\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on InvalidTransitionError {\n        from\n        to\n        allowed\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.UpdateDocument,
    "\n  mutation CreateTeam($input: CreateTeamInput!) {\n    createTeam(input: $input) {\n      __typename\n      ... on CreateTeamPayload {\n        created\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n          supervisor {\n            id\n          }\n          memberCount\n          members(first: 100) {\n            nodes {\n              agent {\n                id\n              }\n              role\n              metadata\n              active\n              version\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            name\n          }\n        }\n      }\n    }\n  }\n": types.CreateTeamDocument,
    "\n  mutation DeleteTeam($input: DeleteTeamInput!) {\n    deleteTeam(input: $input) {\n      __typename\n      ... on DeleteTeamPayload {\n        deletedId\n        supervisor {\n          id\n          teams {\n            nodes {\n              id\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasActiveMembersError {\n        count\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.DeleteTeamDocument,
    "\n    mutation JoinWhileDeleted($input: AddTeamMemberInput!) {\n      addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  ": types.JoinWhileDeletedDocument,
    "\n  query Team($id: ID!) {\n    team(id: $id) {\n      id\n      name\n      description\n      objective\n      config\n      supervisor {\n        name\n      }\n      allowedActions\n      version\n      createdAt\n      updatedAt\n    }\n  }\n": types.TeamDocument,
    "\n    query Members($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      team(id: $id) {\n        members(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            id\n          }\n        }\n        memberCount(active: $active)\n      }\n    }\n  ": types.MembersDocument,
    "\n    query Membership($id: ID!) {\n      node(id: $id) {\n        ... on SupervisorTeamMember {\n          id\n          team {\n            id\n          }\n          agent {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n    }\n  ": types.MembershipDocument,
    "\n    query AgentMemberships($id: ID!, $active: Boolean = true, $asOf: DateTime) {\n      agent(id: $id) {\n        id\n        memberships(active: $active, asOf: $asOf) {\n          totalCount\n          nodes {\n            joinedAt\n            team {\n              name\n              supervisor {\n                name\n              }\n            }\n          }\n        }\n      }\n    }\n  ": types.AgentMembershipsDocument,
    "\n  mutation UpdateTeam($input: UpdateTeamInput!) {\n    updateTeam(input: $input) {\n      __typename\n      ... on UpdateTeamPayload {\n        changed\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on NameTakenError {\n        path\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n          ... on SupervisorTeam {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.UpdateTeamDocument,
    "\n  mutation CreateToken($input: CreateTokenInput!) {\n    createToken(input: $input) {\n      __typename\n      ... on CreateTokenPayload {\n        secret\n        token {\n          id\n          actor\n          role\n          withinId\n          within {\n            name\n          }\n          description\n          createdBy\n          createdAt\n          expiresAt\n          revokedAt\n          lastUsedAt\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n    }\n  }\n": types.CreateTokenDocument,
    "\n  mutation RevokeToken($id: ID!) {\n    revokeToken(input: { id: $id }) {\n      __typename\n      ... on RevokeTokenPayload {\n        changed\n        token {\n          id\n          revokedAt\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n    }\n  }\n": types.RevokeTokenDocument,
    "\n  query Tokens($first: Int, $after: String) {\n    tokens(first: $first, after: $after) {\n      totalCount\n      nodes {\n        id\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n": types.TokensDocument,
    "\n    query LookWhileLocked {\n      supervisors {\n        nodes {\n          name\n          teams {\n            totalCount\n          }\n        }\n      }\n    }\n  ": types.LookWhileLockedDocument,
    "\n  query WhoAsks {\n    viewer {\n      actor\n      role\n      within {\n        name\n      }\n    }\n  }\n": types.WhoAsksDocument,
    "\n  query CountAfterBoot {\n    stats {\n      supervisors\n    }\n  }\n": types.CountAfterBootDocument,
    "\n  query CountOnDataDir {\n    stats(maxAgeSeconds: 0) {\n      supervisors\n    }\n  }\n": types.CountOnDataDirDocument,
    "\n  mutation SpawnOnDataDir($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n": types.SpawnOnDataDirDocument,
    "\n  query ChildrenAsSpawned($id: ID!) {\n    supervisor(id: $id) {\n      children {\n        nodes {\n          name\n        }\n      }\n      teams {\n        nodes {\n          name\n        }\n      }\n    }\n  }\n": types.ChildrenAsSpawnedDocument,
    "\n  mutation ApplyFleet($input: ApplyFleetInput!) {\n    result: applyFleet(input: $input) {\n      __typename\n      ... on ApplyFleetPayload {\n        changed\n        changes {\n          kind\n          object\n          key\n          teamKey\n          agentId\n          id\n          name\n          before\n          after\n          drift\n          teams\n          members\n        }\n        unlistedTeams {\n          key\n          teamKey\n        }\n        comparison {\n          missing\n          different\n          unlisted {\n            key\n            name\n            status\n          }\n        }\n        impact {\n          supervisors\n          activeAgents\n          token\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n        }\n      }\n      ... on NameTakenError {\n        path\n      }\n      ... on ParentUnavailableError {\n        path\n      }\n      ... on LevelLimitError {\n        path\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on LimitExceededError {\n        path\n      }\n      ... on AlreadyMemberError {\n        path\n      }\n      ... on ConfirmationRequiredError {\n        impact {\n          token\n        }\n      }\n    }\n  }\n": types.ApplyFleetDocument,
    "\n  mutation Move($input: MoveSupervisorInput!) {\n    moveSupervisor(input: $input) {\n      __typename\n      ... on MoveSupervisorPayload {\n        changed\n        movedCount\n        supervisor {\n          id\n          version\n          hierarchyLevel\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on InvalidTransitionError {\n        from\n        to\n        allowed\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.MoveDocument,
    "\n  mutation SpawnHierarchy($input: SpawnHierarchyInput!) {\n    spawnHierarchy(input: $input) {\n      __typename\n      ... on SpawnHierarchyPayload {\n        created\n        existing\n        supervisors {\n          id\n          name\n          status\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        path\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        path\n        name\n        namesake: existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        path\n        limit\n        actual\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n        }\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on AlreadyMemberError {\n        path\n        memberships {\n          id\n        }\n      }\n    }\n  }\n": types.SpawnHierarchyDocument,
    "\n  subscription FollowRoot($within: ID!, $after: String!) {\n    supervisorEvents(within: $within, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        version\n        supervisorId\n        teamId\n        membershipId\n        before\n        after\n      }\n      ... on ResyncRequired {\n        reason\n        eventCursor\n      }\n    }\n  }\n": types.FollowRootDocument,
    "\n  subscription FollowEvents($within: ID, $types: [SupervisorEventType!], $after: String) {\n    supervisorEvents(within: $within, types: $types, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        supervisorId\n        version\n        after\n        supervisor {\n          name\n          status\n        }\n      }\n      ... on ResyncRequired {\n        reason\n        eventCursor\n      }\n    }\n  }\n": types.FollowEventsDocument,
    "\n  query CursorToFollow {\n    eventCursor\n  }\n": types.CursorToFollowDocument,
    "\n  mutation SpawnToFollow($name: String!, $parentId: ID) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          id\n        }\n      }\n    }\n  }\n": types.SpawnToFollowDocument,
    "\n  mutation MoveToFollow($id: ID!, $parentId: ID) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": types.MoveToFollowDocument,
    "\n  query Events(\n    $within: ID\n    $types: [SupervisorEventType!]\n    $actor: String\n    $since: DateTime\n    $until: DateTime\n    $newestFirst: Boolean\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    events(\n      within: $within\n      types: $types\n      actor: $actor\n      since: $since\n      until: $until\n      newestFirst: $newestFirst\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id: cursor\n        }\n      }\n      nodes {\n        cursor\n        type\n        at\n        actor\n        onBehalfOf\n        traceId\n        reason\n        supervisorId\n        teamId\n        membershipId\n        agentId\n        version\n        before\n        after\n        causedBy\n        supervisor {\n          name\n        }\n      }\n    }\n  }\n": types.EventsDocument,
    "\n  mutation SpawnByWriter($id: ID!, $name: String!, $parentId: ID!) {\n    result: spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n": types.SpawnByWriterDocument,
    "\n  mutation ActivateByWriter($id: ID!) {\n    result: activateSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.ActivateByWriterDocument,
    "\n  mutation UpdateByWriter($id: ID!, $config: JSONObject!) {\n    result: updateSupervisor(input: { id: $id, mergeConfig: $config }) {\n      __typename\n    }\n  }\n": types.UpdateByWriterDocument,
    "\n  mutation MoveByWriter($id: ID!, $parentId: ID!) {\n    result: moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": types.MoveByWriterDocument,
    "\n  mutation PauseByWriter($id: ID!) {\n    result: pauseSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.PauseByWriterDocument,
    "\n  mutation ResumeByWriter($id: ID!) {\n    result: resumeSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.ResumeByWriterDocument,
    "\n  mutation TerminateByWriter($id: ID!) {\n    result: terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n": types.TerminateByWriterDocument,
    "\n  mutation CreateTeamByWriter($id: ID!, $supervisorId: ID!, $agentId: ID!) {\n    result: createTeam(\n      input: { id: $id, supervisorId: $supervisorId, name: \"team\", members: [{ agentId: $agentId }] }\n    ) {\n      __typename\n    }\n  }\n": types.CreateTeamByWriterDocument,
    "\n  mutation JoinByWriter($teamId: ID!, $agentId: ID!) {\n    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": types.JoinByWriterDocument,
    "\n  mutation LeaveByWriter($teamId: ID!, $agentId: ID!) {\n    result: removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": types.LeaveByWriterDocument,
    "\n  mutation TerminateInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n": types.TerminateInRaceDocument,
    "\n  mutation SpawnInRace($id: ID, $name: String!, $parentId: ID!) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n": types.SpawnInRaceDocument,
    "\n  mutation AddMemberInRace($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n": types.AddMemberInRaceDocument,
    "\n  mutation CreateTeamInRace($supervisorId: ID!, $name: String!, $agentId: ID!) {\n    createTeam(input: { supervisorId: $supervisorId, name: $name, members: [{ agentId: $agentId }] }) {\n      __typename\n    }\n  }\n": types.CreateTeamInRaceDocument,
    "\n  mutation RemoveMemberInRace($id: ID!) {\n    removeTeamMember(input: { id: $id }) {\n      __typename\n    }\n  }\n": types.RemoveMemberInRaceDocument,
    "\n  mutation MoveInRace($id: ID!, $parentId: ID) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n": types.MoveInRaceDocument,
    "\n  mutation RenameInRace($id: ID!, $name: String!) {\n    updateSupervisor(input: { id: $id, name: $name }) {\n      __typename\n    }\n  }\n": types.RenameInRaceDocument,
    "\n  mutation TransferInRace($id: ID!, $toTeamId: ID!) {\n    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {\n      __typename\n    }\n  }\n": types.TransferInRaceDocument,
    "\n  mutation PreviewInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, dryRun: true }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        impact {\n          token\n        }\n      }\n    }\n  }\n": types.PreviewInRaceDocument,
    "\n  mutation ConfirmInRace($id: ID!, $impactToken: String!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n": types.ConfirmInRaceDocument,
    "\n  mutation Beat($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n      ... on HeartbeatPayload {\n        supervisorId\n        command\n        status\n        version\n        incarnation\n        dueAt\n        accepted\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.BeatDocument,
    "\n  mutation Beats($input: HeartbeatsInput!) {\n    heartbeats(input: $input) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on HeartbeatPayload {\n            supervisorId\n            command\n            status\n            version\n            accepted\n          }\n          ... on Error {\n            message\n            code\n          }\n          ... on ValidationError {\n            path\n          }\n          ... on NotFoundError {\n            path\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n": types.BeatsDocument,
    "\n  query ReadStartOfUpgrade {\n    eventCursor\n  }\n": types.ReadStartOfUpgradeDocument,
    "\n  query ReadDuringUpgrade($id: ID!) {\n    stats(within: $id) {\n      supervisors\n      activeAgents\n    }\n    supervisor(id: $id) {\n      effectiveStatus\n      descendants(first: 20) {\n        totalCount\n        nodes {\n          name\n          status\n          version\n          teams {\n            nodes {\n              name\n              memberCount\n            }\n          }\n        }\n      }\n    }\n    events(within: $id, first: 10) {\n      nodes {\n        cursor\n        type\n        supervisorId\n      }\n    }\n  }\n": types.ReadDuringUpgradeDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowWithToken {\n    supervisorEvents {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').FollowWithTokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadCursorForLibrary {\n    eventCursor\n  }\n"): typeof import('./graphql.ts').ReadCursorForLibraryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadEndCursorForLibrary($id: ID!) {\n    agent(id: $id) {\n      memberships(first: 2) {\n        pageInfo {\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadEndCursorForLibraryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StateAfterTheForm($id: ID!) {\n    supervisor(id: $id) {\n      status\n      statusReason\n      name\n      parent {\n        name\n      }\n      children {\n        nodes {\n          name\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').StateAfterTheFormDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameMeanwhile($id: ID!, $name: String!) {\n    updateSupervisor(input: { id: $id, name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RenameMeanwhileDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnInTheDashboard($parentId: ID, $name: String!) {\n    spawnSupervisor(input: { parentId: $parentId, name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnInTheDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseInTheDashboard($id: ID!) {\n    pauseSupervisor(input: { id: $id, reason: \"maintenance\" }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').PauseInTheDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MoveInTheDashboard($id: ID!, $parentId: ID!) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').MoveInTheDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on NotFoundError {\n        id\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JoinBesideOthersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnWhileAway($id: ID, $name: String!) {\n    spawnSupervisor(input: { id: $id, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        code\n        message\n        retryAfterMs\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnWhileAwayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeatWhileAway($id: ID!) {\n    heartbeat(input: { supervisorId: $id }) {\n      __typename\n      ... on UnavailableError {\n        code\n        retryAfterMs\n      }\n    }\n  }\n"): typeof import('./graphql.ts').BeatWhileAwayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeatTogetherWhileAway($heartbeats: [HeartbeatInput!]!) {\n    heartbeats(input: { heartbeats: $heartbeats }) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on UnavailableError {\n            code\n            retryAfterMs\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').BeatTogetherWhileAwayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ListWhileAway {\n    supervisors(first: 1) {\n      totalCount\n      nodes {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ListWhileAwayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CountAsOwner {\n    stats {\n      supervisors\n    }\n  }\n"): typeof import('./graphql.ts').CountAsOwnerDocument;
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
export function graphql(source: "\n  mutation SpawnThenKill($input: SpawnHierarchyInput!) {\n    spawnHierarchy(input: $input) {\n      __typename\n      ... on SpawnHierarchyPayload {\n        created\n        existing\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnThenKillDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateThenKill($id: ID!, $impactToken: String!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TerminateThenKillDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {\n    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnWithIdDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnAgain($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnAgainDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CascadeAgain($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        impact {\n          supervisors\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CascadeAgainDocument;
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
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnForTruth($name: String!) {\n    result: spawnSupervisor(input: { name: $name }) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          id\n          children {\n            totalCount\n          }\n        }\n      }\n      ... on UnavailableError {\n        effect\n        ids\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnForTruthDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation JoinForTruth($teamId: ID!, $agentId: ID!) {\n    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          team {\n            name\n          }\n        }\n      }\n      ... on UnavailableError {\n        effect\n        ids\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JoinForTruthDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeatForTruth($id: ID!, $sequence: Int!) {\n    heartbeat(input: { supervisorId: $id, sequence: $sequence }) {\n      __typename\n      ... on HeartbeatPayload {\n        accepted\n      }\n      ... on UnavailableError {\n        effect\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').BeatForTruthDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadSoakStart {\n    eventCursor\n  }\n"): typeof import('./graphql.ts').ReadSoakStartDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadStart {\n    eventCursor\n  }\n"): typeof import('./graphql.ts').ReadStartDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseProcess($id: ID!) {\n    pauseSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').PauseProcessDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeProcess($id: ID!) {\n    resumeSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ResumeProcessDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfigureProcess($id: ID!, $mergeConfig: JSONObject!) {\n    updateSupervisor(input: { id: $id, mergeConfig: $mergeConfig }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ConfigureProcessDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestartProcess($id: ID!) {\n    restartSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RestartProcessDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateProcess($id: ID!) {\n    terminateSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').TerminateProcessDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowTogether($within: ID, $types: [SupervisorEventType!], $after: String) {\n    supervisorEvents(within: $within, types: $types, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        supervisor {\n          name\n          health {\n            state\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowTogetherDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CursorsToFollow {\n    events(first: 10) {\n      nodes {\n        cursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CursorsToFollowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnToBeShown($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnToBeShownDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CountSupervisorsOverHttp {\n    stats {\n      supervisors\n    }\n  }\n"): typeof import('./graphql.ts').CountSupervisorsOverHttpDocument;
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
export function graphql(source: "\n  subscription FollowInCycles($after: String) {\n    supervisorEvents(after: $after) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').FollowInCyclesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AskInCycles {\n    __typename\n  }\n"): typeof import('./graphql.ts').AskInCyclesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnOverWebSocket($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          name\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnOverWebSocketDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnUnderAnId($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnUnderAnIdDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnBeforeGoingAway($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnBeforeGoingAwayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation BoundedSpawn($input: SpawnSupervisorInput!) {\n      result: spawnSupervisor(input: $input) {\n        __typename\n        ... on ConflictError {\n          current {\n            id\n          }\n        }\n        ... on ValidationError {\n          path\n          message\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').BoundedSpawnDocument;
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
export function graphql(source: "\n      mutation BoundedReparent($input: TerminateSupervisorInput!) {\n        result: terminateSupervisor(input: $input) {\n          __typename\n          ... on ValidationError {\n            path\n          }\n        }\n      }\n    "): typeof import('./graphql.ts').BoundedReparentDocument;
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
export function graphql(source: "\n  query EventCursor {\n    eventCursor\n  }\n"): typeof import('./graphql.ts').EventCursorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventsBehind($after: String) {\n    events(newestFirst: false, after: $after) {\n      nodes {\n        type\n      }\n    }\n  }\n"): typeof import('./graphql.ts').EventsBehindDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventsOfSupervisor(\n    $id: ID!\n    $types: [SupervisorEventType!]\n    $newestFirst: Boolean\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisor(id: $id) {\n      events(types: $types, newestFirst: $newestFirst, first: $first, after: $after, last: $last, before: $before) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n        edges {\n          cursor\n          node {\n            id: cursor\n          }\n        }\n        nodes {\n          cursor\n          type\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').EventsOfSupervisorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query EventsOfMutation {\n      events(first: 2) {\n        nodes {\n          type\n          actor\n          reason\n          supervisorId\n          causedBy\n          cursor\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').EventsOfMutationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query SupervisorCursor {\n          supervisors(first: 1) {\n            pageInfo {\n              endCursor\n            }\n          }\n        }\n      "): typeof import('./graphql.ts').SupervisorCursorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query SnapshotToFollow {\n      supervisors(first: 100) {\n        nodes {\n          id\n          name\n          version\n        }\n      }\n      eventCursor\n    }\n  "): typeof import('./graphql.ts').SnapshotToFollowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query OwnedSupervisors($filter: SupervisorFilter) {\n      supervisors(filter: $filter) {\n        nodes {\n          name\n          fleet {\n            name\n            key\n          }\n          teams {\n            nodes {\n              fleetKey\n            }\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').OwnedSupervisorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      mutation RenameBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {\n        updateSupervisor(input: { id: $supervisor, name: \"b\" }) {\n          __typename\n        }\n        updateTeam(input: { id: $team, name: \"b\" }) {\n          __typename\n        }\n        updateTeamMember(input: { id: $member, role: \"LEAD\" }) {\n          __typename\n        }\n      }\n    "): typeof import('./graphql.ts').RenameBesideNumbersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      mutation MergeBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {\n        updateSupervisor(input: { id: $supervisor, mergeConfig: { small: null, new: 2 } }) {\n          __typename\n        }\n        updateTeam(input: { id: $team, mergeConfig: { account: 7 } }) {\n          __typename\n        }\n        updateTeamMember(input: { id: $member, metadata: { small: 1, new: 2 } }) {\n          __typename\n        }\n      }\n    "): typeof import('./graphql.ts').MergeBesideNumbersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query ReadForeignNumbers($id: ID!) {\n        supervisor(id: $id) {\n          config\n          healthMetrics\n        }\n      }\n    "): typeof import('./graphql.ts').ReadForeignNumbersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddTeamMember($input: AddTeamMemberInput!) {\n    addTeamMember(input: $input) {\n      __typename\n      ... on AddTeamMemberPayload {\n        member {\n          id\n          agent {\n            id\n          }\n          team {\n            id\n            memberCount\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          role\n          agent {\n            id\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AddTeamMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddTeamMembers($input: AddTeamMembersInput!) {\n    addTeamMembers(input: $input) {\n      __typename\n      ... on AddTeamMembersPayload {\n        team {\n          id\n          memberCount\n          version\n        }\n        members {\n          agent {\n            id\n          }\n          team {\n            id\n          }\n          role\n          metadata\n          active\n          joinedAt\n          leftAt\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        path\n        memberships {\n          id\n          agent {\n            id\n          }\n        }\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AddTeamMembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddToDeleted($input: AddTeamMemberInput!) {\n    result: addTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AddToDeletedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TransferToDeleted($input: TransferTeamMemberInput!) {\n    result: transferTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TransferToDeletedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveFromDeleted($input: RemoveTeamMemberInput!) {\n    result: removeTeamMember(input: $input) {\n      __typename\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveFromDeletedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MembersAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {\n    team(id: $id) {\n      members(first: 100, active: $active, asOf: $asOf) {\n        totalCount\n        nodes {\n          id\n          joinedAt\n          leftAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MembersAtMomentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MembershipsAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {\n    agent(id: $id) {\n      memberships(first: 100, active: $active, asOf: $asOf) {\n        totalCount\n        nodes {\n          id\n          joinedAt\n          leftAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MembershipsAtMomentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TransferAt($id: ID!, $toTeamId: ID!) {\n    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {\n      ... on TransferTeamMemberPayload {\n        joined {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TransferAtDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation JoinAt($teamId: ID!, $agentId: ID!) {\n    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      ... on AddTeamMemberPayload {\n        member {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').JoinAtDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LeaveAt($teamId: ID!, $agentId: ID!) {\n    removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      ... on RemoveTeamMemberPayload {\n        changed\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LeaveAtDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateStaffed($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TerminateStaffedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {\n    removeTeamMember(input: $input) {\n      __typename\n      ... on RemoveTeamMemberPayload {\n        changed\n        member {\n          id\n          active\n          joinedAt\n          leftAt\n          version\n          team {\n            memberCount\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveTeamMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TransferTeamMember($input: TransferTeamMemberInput!) {\n    transferTeamMember(input: $input) {\n      __typename\n      ... on TransferTeamMemberPayload {\n        left {\n          ...TransferredMember\n        }\n        joined {\n          ...TransferredMember\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n          team {\n            id\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n  fragment TransferredMember on SupervisorTeamMember {\n    id\n    agent {\n      id\n    }\n    team {\n      id\n    }\n    role\n    metadata\n    active\n    joinedAt\n    leftAt\n    version\n  }\n"): typeof import('./graphql.ts').TransferTeamMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateTeamMember($input: UpdateTeamMemberInput!) {\n    updateTeamMember(input: $input) {\n      __typename\n      ... on UpdateTeamMemberPayload {\n        changed\n        member {\n          id\n          role\n          metadata\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeamMember {\n            version\n            active\n            leftAt\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UpdateTeamMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      mutation EndWhileUpdated($input: RemoveTeamMemberInput!) {\n        removeTeamMember(input: $input) {\n          __typename\n        }\n      }\n    "): typeof import('./graphql.ts').EndWhileUpdatedDocument;
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
export function graphql(source: "\n    query RefetchAgent($id: ID!) {\n      node(id: $id) {\n        ... on Agent {\n          id\n          memberships(active: false) {\n            nodes {\n              active\n            }\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').RefetchAgentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameOnBehalf($input: UpdateSupervisorInput!) {\n    updateSupervisor(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RenameOnBehalfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OnWhoseBehalf {\n    events(first: 1) {\n      nodes {\n        actor\n        onBehalfOf\n      }\n    }\n  }\n"): typeof import('./graphql.ts').OnWhoseBehalfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PagedSupervisors(\n    $filter: SupervisorFilter\n    $orderBy: SupervisorOrder\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    supervisors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PagedSupervisorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnReadOnly {\n    spawnSupervisor(input: { name: \"b\" }) {\n      __typename\n      ... on UnavailableError {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnReadOnlyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation HeartbeatReadOnly($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n      ... on UnavailableError {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').HeartbeatReadOnlyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AllowedActions($supervisor: ID!, $team: ID!) {\n    supervisor(id: $supervisor) {\n      allowedActions\n    }\n    team(id: $team) {\n      allowedActions\n    }\n  }\n"): typeof import('./graphql.ts').AllowedActionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation HeartbeatBeside($id: ID!) {\n    heartbeat(input: { supervisorId: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').HeartbeatBesideDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadBeside($id: ID!) {\n    supervisor(id: $id) {\n      status\n    }\n  }\n"): typeof import('./graphql.ts').ReadBesideDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnBeside($parentId: ID!, $name: String!) {\n    spawnSupervisor(input: { parentId: $parentId, name: $name }) {\n      __typename\n      ... on UnavailableError {\n        effect\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnBesideDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnNil($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on ValidationError {\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnNilDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      mutation SpawnOneOfHierarchy($input: SpawnSupervisorInput!) {\n        spawnSupervisor(input: $input) {\n          ... on SpawnSupervisorPayload {\n            created\n          }\n        }\n      }\n    "): typeof import('./graphql.ts').SpawnOneOfHierarchyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      mutation CreateTeamOfHierarchy($input: CreateTeamInput!) {\n        createTeam(input: $input) {\n          ... on CreateTeamPayload {\n            created\n          }\n        }\n      }\n    "): typeof import('./graphql.ts').CreateTeamOfHierarchyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Spawn($input: SpawnSupervisorInput!) {\n    spawnSupervisor(input: $input) {\n      __typename\n      ... on SpawnSupervisorPayload {\n        created\n        supervisor {\n          id\n          name\n          description\n          status\n          statusReason\n          config\n          policyVersionId\n          hierarchyLevel\n          incarnation\n          version\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            name\n            status\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Stats($within: ID, $maxAgeSeconds: Int = 0) {\n    stats(within: $within, maxAgeSeconds: $maxAgeSeconds) {\n      ...AllStats\n    }\n  }\n  fragment AllStats on HierarchyStats {\n    supervisors\n    byStatus {\n      status\n      count\n    }\n    byHealth {\n      state\n      count\n    }\n    teams\n    activeMemberships\n    activeAgents\n    maxLevel\n    computedAt\n  }\n"): typeof import('./graphql.ts').StatsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query StatsOfSupervisors($filter: SupervisorFilter) {\n        supervisors(filter: $filter) {\n          nodes {\n            id\n            stats(maxAgeSeconds: 0) {\n              ...AllStats\n            }\n          }\n        }\n      }\n    "): typeof import('./graphql.ts').StatsOfSupervisorsDocument;
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
export function graphql(source: "\n  mutation ReportHealth($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ReportHealthDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestartToUnknown($id: ID!) {\n    restartSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RestartToUnknownDocument;
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
export function graphql(source: "\n  mutation Terminate($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          status\n          statusReason\n          version\n        }\n        impact {\n          supervisors\n          teams\n          activeMemberships\n          activeAgents\n          reparented\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            status\n            version\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TerminateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateAll($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, reason: \"closed\" }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        impact {\n          supervisors\n          teams\n          activeMemberships\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TerminateAllDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateConfirmed($input: TerminateSupervisorInput!) {\n    terminateSupervisor(input: $input) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n        supervisor {\n          status\n          version\n        }\n        impact {\n          ...WholeImpact\n        }\n      }\n      ... on ConfirmationRequiredError {\n        code\n        message\n        impact {\n          ...WholeImpact\n        }\n      }\n    }\n  }\n  fragment WholeImpact on TerminationImpact {\n    supervisors\n    teams\n    activeMemberships\n    activeAgents\n    reparented\n    token\n  }\n"): typeof import('./graphql.ts').TerminateConfirmedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Update($input: UpdateSupervisorInput!) {\n    updateSupervisor(input: $input) {\n      __typename\n      ... on UpdateSupervisorPayload {\n        changed\n        supervisor {\n          id\n          name\n          description\n          config\n          policyVersionId\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on InvalidTransitionError {\n        from\n        to\n        allowed\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateTeam($input: CreateTeamInput!) {\n    createTeam(input: $input) {\n      __typename\n      ... on CreateTeamPayload {\n        created\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n          supervisor {\n            id\n          }\n          memberCount\n          members(first: 100) {\n            nodes {\n              agent {\n                id\n              }\n              role\n              metadata\n              active\n              version\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on AlreadyMemberError {\n        memberships {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            name\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateTeamDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteTeam($input: DeleteTeamInput!) {\n    deleteTeam(input: $input) {\n      __typename\n      ... on DeleteTeamPayload {\n        deletedId\n        supervisor {\n          id\n          teams {\n            nodes {\n              id\n            }\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on HasActiveMembersError {\n        count\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on SupervisorTeam {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeleteTeamDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    mutation JoinWhileDeleted($input: AddTeamMemberInput!) {\n      addTeamMember(input: $input) {\n        __typename\n      }\n    }\n  "): typeof import('./graphql.ts').JoinWhileDeletedDocument;
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
export function graphql(source: "\n  mutation UpdateTeam($input: UpdateTeamInput!) {\n    updateTeam(input: $input) {\n      __typename\n      ... on UpdateTeamPayload {\n        changed\n        team {\n          id\n          name\n          description\n          objective\n          config\n          version\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on NameTakenError {\n        path\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n          ... on SupervisorTeam {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UpdateTeamDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateToken($input: CreateTokenInput!) {\n    createToken(input: $input) {\n      __typename\n      ... on CreateTokenPayload {\n        secret\n        token {\n          id\n          actor\n          role\n          withinId\n          within {\n            name\n          }\n          description\n          createdBy\n          createdAt\n          expiresAt\n          revokedAt\n          lastUsedAt\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateTokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeToken($id: ID!) {\n    revokeToken(input: { id: $id }) {\n      __typename\n      ... on RevokeTokenPayload {\n        changed\n        token {\n          id\n          revokedAt\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RevokeTokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Tokens($first: Int, $after: String) {\n    tokens(first: $first, after: $after) {\n      totalCount\n      nodes {\n        id\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n"): typeof import('./graphql.ts').TokensDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query LookWhileLocked {\n      supervisors {\n        nodes {\n          name\n          teams {\n            totalCount\n          }\n        }\n      }\n    }\n  "): typeof import('./graphql.ts').LookWhileLockedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WhoAsks {\n    viewer {\n      actor\n      role\n      within {\n        name\n      }\n    }\n  }\n"): typeof import('./graphql.ts').WhoAsksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CountAfterBoot {\n    stats {\n      supervisors\n    }\n  }\n"): typeof import('./graphql.ts').CountAfterBootDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CountOnDataDir {\n    stats(maxAgeSeconds: 0) {\n      supervisors\n    }\n  }\n"): typeof import('./graphql.ts').CountOnDataDirDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnOnDataDir($name: String!) {\n    spawnSupervisor(input: { name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnOnDataDirDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ChildrenAsSpawned($id: ID!) {\n    supervisor(id: $id) {\n      children {\n        nodes {\n          name\n        }\n      }\n      teams {\n        nodes {\n          name\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ChildrenAsSpawnedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApplyFleet($input: ApplyFleetInput!) {\n    result: applyFleet(input: $input) {\n      __typename\n      ... on ApplyFleetPayload {\n        changed\n        changes {\n          kind\n          object\n          key\n          teamKey\n          agentId\n          id\n          name\n          before\n          after\n          drift\n          teams\n          members\n        }\n        unlistedTeams {\n          key\n          teamKey\n        }\n        comparison {\n          missing\n          different\n          unlisted {\n            key\n            name\n            status\n          }\n        }\n        impact {\n          supervisors\n          activeAgents\n          token\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n        }\n      }\n      ... on NameTakenError {\n        path\n      }\n      ... on ParentUnavailableError {\n        path\n      }\n      ... on LevelLimitError {\n        path\n      }\n      ... on HasLiveChildrenError {\n        count\n      }\n      ... on LimitExceededError {\n        path\n      }\n      ... on AlreadyMemberError {\n        path\n      }\n      ... on ConfirmationRequiredError {\n        impact {\n          token\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ApplyFleetDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Move($input: MoveSupervisorInput!) {\n    moveSupervisor(input: $input) {\n      __typename\n      ... on MoveSupervisorPayload {\n        changed\n        movedCount\n        supervisor {\n          id\n          version\n          hierarchyLevel\n          parent {\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on InvalidTransitionError {\n        from\n        to\n        allowed\n      }\n      ... on ParentUnavailableError {\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on LevelLimitError {\n        limit\n        actual\n      }\n      ... on NameTakenError {\n        name\n        existing {\n          id\n        }\n      }\n      ... on ConflictError {\n        current {\n          id\n          ... on Supervisor {\n            version\n          }\n        }\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MoveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnHierarchy($input: SpawnHierarchyInput!) {\n    spawnHierarchy(input: $input) {\n      __typename\n      ... on SpawnHierarchyPayload {\n        created\n        existing\n        supervisors {\n          id\n          name\n          status\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ParentUnavailableError {\n        path\n        supervisor {\n          id\n          status\n        }\n      }\n      ... on NameTakenError {\n        path\n        name\n        namesake: existing {\n          id\n        }\n      }\n      ... on LevelLimitError {\n        path\n        limit\n        actual\n      }\n      ... on ConflictError {\n        path\n        current {\n          id\n        }\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on AlreadyMemberError {\n        path\n        memberships {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnHierarchyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowRoot($within: ID!, $after: String!) {\n    supervisorEvents(within: $within, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        version\n        supervisorId\n        teamId\n        membershipId\n        before\n        after\n      }\n      ... on ResyncRequired {\n        reason\n        eventCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowRootDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowEvents($within: ID, $types: [SupervisorEventType!], $after: String) {\n    supervisorEvents(within: $within, types: $types, after: $after) {\n      __typename\n      ... on SupervisorEvent {\n        cursor\n        type\n        supervisorId\n        version\n        after\n        supervisor {\n          name\n          status\n        }\n      }\n      ... on ResyncRequired {\n        reason\n        eventCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CursorToFollow {\n    eventCursor\n  }\n"): typeof import('./graphql.ts').CursorToFollowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnToFollow($name: String!, $parentId: ID) {\n    spawnSupervisor(input: { name: $name, parentId: $parentId }) {\n      ... on SpawnSupervisorPayload {\n        supervisor {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SpawnToFollowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MoveToFollow($id: ID!, $parentId: ID) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').MoveToFollowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Events(\n    $within: ID\n    $types: [SupervisorEventType!]\n    $actor: String\n    $since: DateTime\n    $until: DateTime\n    $newestFirst: Boolean\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    events(\n      within: $within\n      types: $types\n      actor: $actor\n      since: $since\n      until: $until\n      newestFirst: $newestFirst\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id: cursor\n        }\n      }\n      nodes {\n        cursor\n        type\n        at\n        actor\n        onBehalfOf\n        traceId\n        reason\n        supervisorId\n        teamId\n        membershipId\n        agentId\n        version\n        before\n        after\n        causedBy\n        supervisor {\n          name\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').EventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SpawnByWriter($id: ID!, $name: String!, $parentId: ID!) {\n    result: spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').SpawnByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ActivateByWriter($id: ID!) {\n    result: activateSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ActivateByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateByWriter($id: ID!, $config: JSONObject!) {\n    result: updateSupervisor(input: { id: $id, mergeConfig: $config }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').UpdateByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MoveByWriter($id: ID!, $parentId: ID!) {\n    result: moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').MoveByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseByWriter($id: ID!) {\n    result: pauseSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').PauseByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeByWriter($id: ID!) {\n    result: resumeSupervisor(input: { id: $id }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ResumeByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TerminateByWriter($id: ID!) {\n    result: terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').TerminateByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateTeamByWriter($id: ID!, $supervisorId: ID!, $agentId: ID!) {\n    result: createTeam(\n      input: { id: $id, supervisorId: $supervisorId, name: \"team\", members: [{ agentId: $agentId }] }\n    ) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').CreateTeamByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation JoinByWriter($teamId: ID!, $agentId: ID!) {\n    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').JoinByWriterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LeaveByWriter($teamId: ID!, $agentId: ID!) {\n    result: removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LeaveByWriterDocument;
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
export function graphql(source: "\n  mutation MoveInRace($id: ID!, $parentId: ID) {\n    moveSupervisor(input: { id: $id, parentId: $parentId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').MoveInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameInRace($id: ID!, $name: String!) {\n    updateSupervisor(input: { id: $id, name: $name }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RenameInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TransferInRace($id: ID!, $toTeamId: ID!) {\n    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').TransferInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PreviewInRace($id: ID!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, dryRun: true }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        impact {\n          token\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PreviewInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmInRace($id: ID!, $impactToken: String!) {\n    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {\n      __typename\n      ... on TerminateSupervisorPayload {\n        changed\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ConfirmInRaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Beat($input: HeartbeatInput!) {\n    heartbeat(input: $input) {\n      __typename\n      ... on HeartbeatPayload {\n        supervisorId\n        command\n        status\n        version\n        incarnation\n        dueAt\n        accepted\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on ValidationError {\n        path\n      }\n      ... on NotFoundError {\n        path\n        id\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').BeatDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Beats($input: HeartbeatsInput!) {\n    heartbeats(input: $input) {\n      __typename\n      ... on HeartbeatsPayload {\n        results {\n          __typename\n          ... on HeartbeatPayload {\n            supervisorId\n            command\n            status\n            version\n            accepted\n          }\n          ... on Error {\n            message\n            code\n          }\n          ... on ValidationError {\n            path\n          }\n          ... on NotFoundError {\n            path\n            id\n          }\n        }\n      }\n      ... on Error {\n        message\n        code\n      }\n      ... on LimitExceededError {\n        path\n        limit\n        actual\n      }\n      ... on ForbiddenError {\n        required\n      }\n    }\n  }\n"): typeof import('./graphql.ts').BeatsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadStartOfUpgrade {\n    eventCursor\n  }\n"): typeof import('./graphql.ts').ReadStartOfUpgradeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadDuringUpgrade($id: ID!) {\n    stats(within: $id) {\n      supervisors\n      activeAgents\n    }\n    supervisor(id: $id) {\n      effectiveStatus\n      descendants(first: 20) {\n        totalCount\n        nodes {\n          name\n          status\n          version\n          teams {\n            nodes {\n              name\n              memberCount\n            }\n          }\n        }\n      }\n    }\n    events(within: $id, first: 10) {\n      nodes {\n        cursor\n        type\n        supervisorId\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReadDuringUpgradeDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

-- Stands between the prelude and a script that may need it: the room, the lanes, what ends seats and sessions. Gives a table
-- of functions, the same one each time.
local function ledger_of(policy)
  if policy.ledger then
    return policy.ledger
  end
  local CALL_LIFE = 60 * 1000 -- for how long a seat is held for somebody who was called
  local EXPECTED_AT_MOST = 90 * 1000 -- longer than anybody is told to wait before asking again
  local ledger = {}
  policy.ledger = ledger
  read_roles(policy)

  -- A role that the policy does not name comes last, and nobody new enters with it.
  function ledger.rank(role)
    return policy.rank[role] or #policy.priority + 1
  end

  -- The person's seat, or nil; one that has expired says so.
  function ledger.read_seat(person)
    for _, role in ipairs(policy.roles) do
      local score = redis.call('ZSCORE', policy.seats[role], person)
      if score then
        return to_seat(role, score)
      end
    end
  end

  -- The roles that no rule refuses, as last told.
  local open = {}
  for role in string.gmatch(policy.open, '[^\n]+') do
    open[role] = true
  end
  ledger.open = open

  local function watermark(role)
    return tonumber(redis.call('HGET', key('called:' .. role), 'until') or 0)
  end
  ledger.watermark = watermark

  -- After a loss, until when people of the lane may come back with the places that they had; see expect.lua.
  function ledger.expected_until(role)
    return tonumber(redis.call('HGET', key('called:' .. role), 'expected') or 0)
  end

  function ledger.is_expecting(role)
    return policy.lost_at + EXPECTED_AT_MOST > now and ledger.expected_until(role) > now
  end

  function ledger.count_seats(role)
    return redis.call('ZCOUNT', policy.seats[role], unexpired, '+inf')
  end

  function ledger.count_taken()
    local taken = 0
    for _, role in ipairs(policy.roles) do
      taken = taken + ledger.count_seats(role)
    end
    return taken
  end

  -- The leases of the nodes: node -> { seats, expiry }, their seats in all, and until when that holds.
  function ledger.read_leases()
    local leases, seats, until_when = {}, 0, NEVER
    local read = redis.call('HGETALL', key('leases'))
    for i = 1, #read, 2 do
      local held, expiry = string.match(read[i + 1], '^(%d+) (%d+)$')
      held, expiry = tonumber(held), tonumber(expiry)
      if expiry > now then
        leases[read[i]] = { seats = held, expiry = expiry }
        seats = seats + held
        until_when = math.min(until_when, expiry)
      else
        redis.call('HDEL', key('leases'), read[i]) -- of a node that is gone: each run has a name of its own
      end
    end
    return leases, seats, until_when
  end

  function ledger.count_leased()
    if policy.leased_until <= now then
      local _
      _, policy.leased, policy.leased_until = ledger.read_leases()
      save(policy)
    end
    return policy.leased
  end

  -- How many people come before the first one who is neither called nor forgotten.
  local function first_not_called(role, mark)
    return redis.call('ZCOUNT', policy.lanes[role], '-inf', math.max(mark, oldest - 1))
  end
  ledger.first_not_called = first_not_called

  function ledger.count_not_called(role)
    local waiting = redis.call('ZCARD', policy.lanes[role])
    return waiting == 0 and 0 or waiting - first_not_called(role, watermark(role))
  end

  -- People called within the last minute who have not come yet.
  local function count_held(role)
    if not policy.lanes[role] or redis.call('ZCARD', policy.lanes[role]) == 0 then
      return 0
    end
    local lapsed = redis.call('ZREVRANGEBYSCORE', key('calls:' .. role), now - CALL_LIFE, '-inf', 'LIMIT', 0, 1)[1]
    local before = math.max(tonumber(lapsed or 0), oldest - 1)
    return redis.call('ZCOUNT', policy.lanes[role], '(' .. before, watermark(role))
  end

  -- How much room there is: the ceiling, the seats taken, those leased to nodes, and those held for people who were
  -- called.
  function ledger.read_room()
    local room = { ceiling = ceiling_in_force(policy), taken = ledger.count_taken(), leased = ledger.count_leased(), held = 0 }
    for role in pairs(open) do
      room.held = room.held + count_held(role)
    end
    return room
  end

  -- Whether one more may sit: below the share of the role, and beside every seat that a node may give on its own.
  function ledger.below(room, share)
    return room.taken * 100 < share * room.ceiling and room.taken + room.leased < room.ceiling
  end

  function ledger.below_with_held(room, share)
    return (room.taken + room.held) * 100 < share * room.ceiling
      and room.taken + room.held + room.leased < room.ceiling
  end

  -- Whoever arrived up to then is called, and seats are held for them from now on.
  function ledger.move_watermark(role, reached)
    redis.call('HSET', key('called:' .. role), 'until', reached)
    local calls = key('calls:' .. role)
    local second = now - now % SECOND
    redis.call('ZREMRANGEBYSCORE', calls, second, second)
    redis.call('ZADD', calls, second, reached)
    local lapsed = redis.call('ZREVRANGEBYSCORE', calls, now - CALL_LIFE, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if lapsed[2] then
      redis.call('ZREMRANGEBYSCORE', calls, '-inf', '(' .. lapsed[2])
    end
  end

  -- Moves the watermark of a lane over the next people; returns how many were called, ties included.
  local function call_people(role, people)
    local mark = watermark(role)
    local lane = policy.lanes[role]
    local first = first_not_called(role, mark)
    local next_ones = math.min(people, redis.call('ZCARD', lane) - first)
    if next_ones <= 0 then
      return 0
    end
    local last = first + next_ones - 1
    local reached = redis.call('ZRANGE', lane, last, last, 'WITHSCORES')[2]
    local called = redis.call('ZCOUNT', lane, '-inf', reached) - first
    redis.call('HINCRBY', key('called:' .. role), 'ever', called)
    ledger.move_watermark(role, reached)
    return called
  end

  function ledger.is_anybody_waiting()
    local lanes = {}
    for _, role in ipairs(policy.roles) do
      table.insert(lanes, policy.lanes[role])
    end
    return #lanes > 0 and redis.call('EXISTS', unpack(lanes)) > 0
  end

  -- The calling step: as many people as there is room for, from the most favoured lane on; under a limit of new seats
  -- a second, no more people a second than may enter. Nobody is called while nodes re-enter what they hold.
  function ledger.step()
    if policy.reentry then
      return
    end
    local due = now - policy.step_at >= STEP
    local called = due and 0 or policy.called
    local waiting, expecting = ledger.is_anybody_waiting(), false
    if policy.lost_at + EXPECTED_AT_MOST > now then
      for _, role in ipairs(policy.priority) do
        expecting = expecting or ledger.is_expecting(role)
      end
    end
    if waiting then
      local room = ledger.read_room()
      for _, role in ipairs(policy.priority) do
        if open[role] then
          local limit = math.floor((policy.percent[role] * room.ceiling + 99) / 100)
          local people = math.min(limit, room.ceiling - room.leased) - room.taken - room.held
          if policy.per_second > 0 then
            people = math.min(people, policy.per_second - called)
          end
          if people > 0 and expecting and ledger.is_expecting(role) then
            break -- nor is anybody of a lower rank
          end
          local moved = people > 0 and call_people(role, people) or 0
          called = called + moved
          room.held = room.held + moved
        end
      end
    end
    if due or called ~= policy.called then
      policy.step_at, policy.called = due and now or policy.step_at, called
      policy.lanes_used = (waiting or expecting) and 1 or 0
      save(policy)
    end
  end

  -- Bounded housekeeping: at most so many in all. It decides nothing, since what is expired counts for nothing.
  local function sweep(at_most)
    sweep_services(policy, at_most)
    local function lowest(set, highest)
      local gone = at_most > 0 and math.min(redis.call('ZCOUNT', set, '-inf', highest), at_most) or 0
      if gone > 0 then
        redis.call('ZREMRANGEBYRANK', set, 0, gone - 1)
        at_most = at_most - gone
      end
    end
    for _, role in ipairs(policy.roles) do
      lowest(policy.seats[role], unexpired - 1)
      lowest(policy.lanes[role], oldest - 1)
    end
    lowest(key('ended'), now)
    lowest(key('freed'), now - policy.idle)
  end

  -- The calling step and the housekeeping, once a second, whoever comes first.
  function ledger.step_if_due(swept_at_most)
    if now - policy.step_at >= STEP then
      sweep(swept_at_most)
      ledger.step()
    end
  end

  function ledger.join_lane(person, role, arrival)
    redis.call('ZADD', policy.lanes[role], arrival, person)
    if policy.lanes_used == 0 then
      policy.lanes_used = 1
      save(policy)
    end
  end

  function ledger.leave_lanes(person)
    for _, role in ipairs(policy.roles) do
      redis.call('ZREM', policy.lanes[role], person)
    end
  end

  -- Frees the person's seat and place before their time; returns how many seats that were. Remembered even without a seat:
  -- a node may hold one that Redis has lost.
  function ledger.free_everything(person)
    local seat = ledger.read_seat(person)
    if seat then
      redis.call('ZREM', policy.seats[seat.role], person)
      free_services(person, seat)
    end
    redis.pcall('ZADD', key('freed'), now, person) -- short of memory, Redis refuses it, and the seat must still be freed
    ledger.leave_lanes(person)
    return seat and not seat.expired and 1 or 0
  end

  function ledger.publish(change)
    redis.call('PUBLISH', key('changes'), change)
  end

  -- One entry of the audit, which keeps the last ten thousand or some more.
  function ledger.note(by, what, from, to, reason)
    redis.call('XADD', key('audit'), 'MAXLEN', '~', 10000, '*', 'at', now, 'by', by, 'what', what,
      'from', from, 'to', to, 'reason', reason)
  end

  -- The session is dead until no cookie can name it any more.
  function ledger.end_session(session)
    redis.call('ZADD', key('ended'), now + policy.longest + PLACE_LIFE, session)
  end

  -- The reply that says the ceiling: sessions, at least, at most, 1 if live, version, ms until it ends or -1.
  function ledger.ceiling_reply()
    local live = policy.ends > now
    local ends_in = live and policy.ends ~= NEVER and policy.ends - now or -1
    return { ceiling_in_force(policy), policy.at_least, policy.at_most, live and 1 or 0, policy.version, ends_in }
  end

  -- Redis has another memory than the one that nodes know: nobody new enters until they have re-entered what they hold.
  function ledger.lose_memory(run)
    local REENTRY = 2000
    policy.epoch = string.format('%.0f.%s', now, string.sub(run, 1, 8))
    policy.reentry_until, policy.lost_at = now + REENTRY, now
    save(policy)
    redis.call('HSET', key('policy'), 'run', run)
    ledger.publish('life' .. policy.epoch)
  end

  return ledger
end


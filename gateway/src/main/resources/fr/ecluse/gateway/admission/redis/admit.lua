-- Finds, moves or takes the seat of each of several people, or finds or gives a place in the lane: one after the other, as if each
-- had asked alone.
--
-- ARGV[1]  the epoch that the node knows, or empty
-- ARGV[2]  'admit', or 'find': give neither a seat nor a place to somebody who has no seat; 'queue': give a place and no seat;
--          'observe': give a seat and no place, whatever room there is
-- ARGV[3]  the roles that no rule refuses now, one a line
-- then for each
--   person; role; cookie session, or empty; arrival that a ticket says, ms, or empty
-- Reply    for each
--          {'seated', role, age ms, remaining ms, 1 if it was taken just now, 2 if that was beyond what there is, else 0}
--       or {'waiting', role, arrival ms, 1 if called else 0}
--       or {'none'}: no seat was found
--       or {'ended'}: the session was ended
--       or {'refused', in Redis' own words}: it has no memory for anybody new
--       or, for all of them, error NOPOLICY, or EPOCH

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end
read_roles(policy)
local finds, open_before = ARGV[2] == 'find', policy.open
if not finds then
  policy.open = ARGV[3]
end

-- Whether Redis has memory for somebody new, asked by a write that changes nothing. It must be the first of the script: after one
-- that passed, such as that of somebody seated, it refuses none.
local out_of_memory
if not finds then
  local said = redis.pcall('SET', key('clock'), now).err
  out_of_memory = said and string.find(said, 'OOM', 1, true) and said
end

-- How many seats there are at most, in all and by role: those that have expired and were not swept yet included.
local at_most, at_most_of = 0, {}
for _, role in ipairs(policy.roles) do
  at_most_of[role] = redis.call('ZCARD', policy.seats[role])
  at_most = at_most + at_most_of[role]
end

local function find_seat(person)
  for _, role in ipairs(policy.roles) do
    local score = at_most_of[role] ~= 0 and redis.call('ZSCORE', policy.seats[role], person)
    if score then
      return to_seat(role, score)
    end
  end
end

local function seated(person, role, expiry, admitted_at, taken_now)
  put_seat(person, role, expiry, admitted_at)
  return { 'seated', role, taken_now > 0 and 0 or now - admitted_at, expiry - now, taken_now }
end

-- It moves to the claim's role if that one is more favoured.
local function keep(person, role, seat, expiry)
  redis.call('DEL', key('nothing'))
  if seat.role == role then
    return seated(person, role, expiry, seat.admitted_at, 0)
  end
  local ledger = ledger_of(policy)
  local kept = ledger.rank(role) < ledger.rank(seat.role) and role or seat.role
  name_role(policy, kept)
  local reply = seated(person, kept, expiry, seat.admitted_at, 0)
  if kept ~= seat.role then
    at_most_of[kept] = (at_most_of[kept] or 0) + 1
    redis.call('ZREM', policy.seats[seat.role], person)
    move_services(person, seat, kept)
  end
  return reply
end

local function is_paced()
  if policy.per_second == 0 then
    return false
  end
  local last = redis.call('LINDEX', key('pace'), policy.per_second - 1)
  return last and tonumber(last) > now - SECOND
end

local function sit(person, role, taken_now)
  if policy.per_second > 0 then
    redis.call('LPUSH', key('pace'), now)
    -- those of the last second stay, however many, since another policy may allow more; each newcomer takes two older ones away
    for _ = 1, 2 do
      if tonumber(redis.call('LINDEX', key('pace'), -1)) > now - SECOND then break end
      redis.call('LTRIM', key('pace'), 0, -2)
    end
  end
  at_most, at_most_of[role] = at_most + 1, (at_most_of[role] or 0) + 1
  return seated(person, role, expiry_of(policy, now - now % ADMISSION_UNIT, now), now, taken_now)
end

-- Most of the time nobody waits and there is plenty of room: then nothing more has to be known.
local ceiling = ceiling_in_force(policy)
local function is_plenty(share)
  return policy.lanes_used == 0 and not policy.reentry and policy.leased_until > now and now - policy.step_at < STEP
    and at_most * 100 < share * ceiling and at_most + policy.leased < ceiling and not is_paced()
end

-- Whether people not called yet wait in a callable lane of the same or a higher rank.
local function is_preceded(ledger, role, room)
  for place, other in ipairs(policy.priority) do
    if place > ledger.rank(role) then
      return false
    end
    if ledger.open[other] and ledger.below(room, policy.percent[other])
      and (ledger.count_not_called(other) > 0 or ledger.is_expecting(other)) then
      return true
    end
  end
  return false
end

local function sit_or_wait(person, role, ticket, share)
  local ledger = ledger_of(policy)
  ledger.step_if_due(100)

  -- A place whose time is over, or a ticket that can't be true, count as none.
  local mark = ledger.watermark(role)
  local arrival = tonumber(redis.call('ZSCORE', policy.lanes[role], person) or 0)
  local joins = arrival < oldest
  if joins then
    local credible = ticket and ticket >= oldest and ticket <= now
    arrival = credible and ticket or math.max(now, mark + 1)
  end
  local called = arrival <= mark

  local room = ledger.read_room()
  local welcome
  if policy.reentry then
    welcome = false
  elseif called then
    welcome = ledger.below(room, share)
  else
    welcome = joins and ledger.below_with_held(room, share) and not is_preceded(ledger, role, room)
  end
  welcome = welcome and not is_paced()
  if ARGV[2] == 'observe' or welcome and ARGV[2] ~= 'queue' then
    -- whether somebody who came before is not called yet, which nothing here should ever find while places decide
    if redis.call('ZCOUNT', policy.lanes[role], '(' .. math.max(mark, oldest - 1), '(' .. arrival) > 0 then
      redis.call('HINCRBY', key('tally:' .. role), 'inversions', 1)
    end
    ledger.leave_lanes(person)
    return sit(person, role, welcome and 1 or 2)
  end
  if joins then
    ledger.join_lane(person, role, arrival)
  end
  return { 'waiting', role, arrival, called and 1 or 0 }
end

local function enter(person, role, ticket, expired)
  if out_of_memory then
    return { 'refused', out_of_memory }
  end
  if policy.open ~= open_before then
    open_before = policy.open
    save(policy)
  end
  local share = policy.percent[role] or 0 -- nobody new enters with a role that the policy does not name
  if ARGV[2] ~= 'queue' and policy.seats[role] and not expired and is_plenty(share) then
    return sit(person, role, 1)
  end
  name_role(policy, role)
  if expired then
    redis.call('ZREM', policy.seats[expired.role], person) -- what is left of it
  end
  return sit_or_wait(person, role, ticket, share)
end

local function answer(person, role, session, ticket)
  if session ~= '' and is_ended(session) then
    return { 'ended' }
  end
  local seat = find_seat(person)
  -- nobody is told of less than before: another node may trust what it heard then
  local expiry = seat and expiry_of(policy, seat.admitted_at, math.max(now, seat.expiry - policy.idle)) or 0
  if expiry > now and not seat.expired then
    return keep(person, role, seat, expiry)
  end
  return finds and { 'none' } or enter(person, role, ticket, seat)
end

local replies = {}
for i = 4, #ARGV, 4 do
  table.insert(replies, answer(ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])))
end
return replies

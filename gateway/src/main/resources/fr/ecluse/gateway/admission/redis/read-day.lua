-- What was counted of a day.
--
-- ARGV[1]  the day, such as 2026-11-24
-- Reply    {{counter, number, counter, number, ...}, {crowd, distinct persons, ...},
--           distinct persons who tried, distinct persons who were seated}
--       or {}: nothing was counted, or it is forgotten

local day = key('day:' .. ARGV[1])
local counters, crowds = {}, {}
local everybody = { tried = {}, seated = {} }

local fields = redis.call('HGETALL', day)
for i = 1, #fields, 2 do
  local kind, name = string.match(fields[i], '^(%a+):(.*)$')
  if kind == 'count' then
    table.insert(counters, name)
    table.insert(counters, tonumber(fields[i + 1]))
  elseif kind == 'crowd' then
    local people = day .. ':' .. name
    table.insert(crowds, name)
    table.insert(crowds, redis.call('PFCOUNT', people))
    local of = everybody[string.match(name, '^%a+')]
    if of then
      table.insert(of, people)
    end
  end
end

local function count(crowds_of_roles)
  return #crowds_of_roles == 0 and 0 or redis.call('PFCOUNT', unpack(crowds_of_roles))
end

if #fields == 0 then
  return {}
end
return { counters, crowds, count(everybody.tried), count(everybody.seated) }

-- The lists of runs: all, those in a state, and those of a workflow. Runs stand in them by when they were made, each
-- as "time id".

-- include: lib/partition

local function run_list(of, name) return P .. ':runs' .. of .. name end
local ALL_RUNS = run_list('', '')
local function runs_in_state(state) return run_list(':', state) end
local function runs_of_workflow(workflow) return run_list('-of:', workflow) end
local function run_place(created, id) return format('%013d %s', created, id) end
local function run_of_key(key) return P .. ':run-key:' .. key end

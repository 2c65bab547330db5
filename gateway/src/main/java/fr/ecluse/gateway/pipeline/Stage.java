package fr.ecluse.gateway.pipeline;

/** One judgement on a visit. Thread-safe; never blocks; knows no HTTP. */
interface Stage {

    Step take(Visit visit);
}

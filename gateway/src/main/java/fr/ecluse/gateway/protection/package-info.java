/**
 * Before anything costs: whom operators turn away, what strangers may send, and the guards of what we call. For the pipeline,
 * which decides; for the admin side, which changes the numbers. The only room that knows bucket4j and resilience4j, and it
 * knows neither HTTP nor Redis: what nodes share goes through {@link fr.ecluse.gateway.protection.BucketStore}.
 */
@NullMarked
package fr.ecluse.gateway.protection;

import org.jspecify.annotations.NullMarked;

/** The request's way: one list of stages in one file, and the refusals on the wire. */
@NullMarked
package fr.ecluse.gateway.pipeline;

import org.jspecify.annotations.NullMarked;

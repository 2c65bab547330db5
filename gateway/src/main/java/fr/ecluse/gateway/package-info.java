/** The command line and the application class. Rules live in the packages below, never here. */
@NullMarked
package fr.ecluse.gateway;

import org.jspecify.annotations.NullMarked;

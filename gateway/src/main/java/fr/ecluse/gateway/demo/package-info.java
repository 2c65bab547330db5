/**
 * Everything that the demo command needs beside the gateway: a small portal, a small OpenID provider with a few named
 * people, an example policy, and a crowd.
 *
 * <p>For people who want to see Écluse work in two minutes. It meets the gateway over HTTP and through its settings
 * only: nothing outside this package uses it except the command line, and nothing of it can be reached from serve.
 */
@NullMarked
package fr.ecluse.gateway.demo;

import org.jspecify.annotations.NullMarked;

package fr.ecluse.gateway.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the portal is told about whoever sent a request, and how the portal speaks back about them. */
public interface Caller {

    /** The exchange attribute under which the pipeline leaves the caller. */
    String ATTRIBUTE = Caller.class.getName();

    /** The visitor's address, without port. */
    String address();

    /** {@code https} or {@code http}, as the visitor uses it. */
    String scheme();

    /** The host as the visitor wrote it, port included if there was one; empty if there was none. */
    String host();

    /** Null on public routes when nobody is logged in. */
    @Nullable
    Identified identified();

    /** The portal ended the session ({@code Ecluse-Release}); gives the {@code Set-Cookie} values that say so. */
    List<String> released();

    /**
     * A person, as the portal sees one.
     *
     * @param user the subject or CAS user
     * @param roles comma-separated, the one that counted first
     * @param session the pseudonym
     * @param assertion a signed statement of all this; empty if there is none
     */
    record Identified(String user, String roles, String session, String assertion) {}
}

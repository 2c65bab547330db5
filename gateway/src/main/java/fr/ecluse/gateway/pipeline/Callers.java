package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Assertions;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.upstream.Caller;
import fr.ecluse.policy.Role;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Introduces to the portal whoever the gateway lets through. */
final class Callers {

    private final Seats seats;
    private final CookieNames cookies;
    private final Assertions assertions;

    Callers(Seats seats, CookieNames cookies, Assertions assertions) {
        this.seats = seats;
        this.cookies = cookies;
        this.assertions = assertions;
    }

    /** The caller if nothing must be waited for; null if {@link #introduce} must be asked. */
    @Nullable
    Caller known(Visit visit) {
        Person person = visit.person();
        Role role = visit.role();
        if (person == null || role == null) {
            return new Admitted(visit, null);
        }
        String assertion = assertions.known(person, role);
        return assertion == null ? null : new Admitted(visit, identified(person, role, assertion));
    }

    /** The same, once the assertion is signed. Under more load than can be signed the portal gets none. */
    Mono<Caller> introduce(Visit visit) {
        Person person = Objects.requireNonNull(visit.person());
        Role role = Objects.requireNonNull(visit.role());
        return assertions
                .of(person, role)
                .onErrorReturn("")
                .map(assertion -> new Admitted(visit, identified(person, role, assertion)));
    }

    private static Caller.Identified identified(Person person, Role role, String assertion) {
        return new Caller.Identified(
                person.user(), roles(person.roles(), role), person.id().toString(), assertion);
    }

    /** Comma-separated, the one that counted first. */
    private static String roles(List<Role> all, Role counted) {
        if (all.size() == 1) {
            return counted.name();
        }
        StringBuilder names = new StringBuilder(counted.name());
        for (Role role : all) {
            if (!role.equals(counted)) {
                names.append(',').append(role.name());
            }
        }
        return names.toString();
    }

    private List<String> release(Visit visit) {
        Person person = visit.person();
        if (person == null) {
            return List.of();
        }
        seats.release(person.id(), person.session())
                .subscribe(done -> {}, lost -> {}); // the seat expires by itself then
        return person.session() == null ? List.of() : List.of(cookies.delete(cookies.session()));
    }

    private final class Admitted implements Caller {

        private final Visit visit;
        private final Caller.@Nullable Identified identified;

        Admitted(Visit visit, Caller.@Nullable Identified identified) {
            this.visit = visit;
            this.identified = identified;
        }

        @Override
        public String address() {
            return visit.origin().client().getHostAddress();
        }

        @Override
        public String scheme() {
            return visit.origin().secure() ? "https" : "http";
        }

        @Override
        public String host() {
            return visit.origin().host();
        }

        @Override
        public @Nullable Identified identified() {
            return identified;
        }

        @Override
        public List<String> released() {
            return release(visit);
        }
    }
}

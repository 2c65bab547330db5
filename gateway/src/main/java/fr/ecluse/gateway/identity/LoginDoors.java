package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ways to log in that the settings have: none, one, or both. */
public final class LoginDoors {

    /** No way at all. */
    public static final LoginDoors NONE = new LoginDoors(List.of(), cookie -> null);

    private final List<Logins> doors;
    private final Function<String, @Nullable Protocol> cookies;

    /**
     * @param doors the usual one first
     * @param cookies by which protocol the session of a cookie began
     */
    LoginDoors(List<Logins> doors, Function<String, @Nullable Protocol> cookies) {
        this.doors = List.copyOf(doors);
        this.cookies = cookies;
    }

    /** For whoever asks for none in particular; null if there is none. */
    public @Nullable Logins usual() {
        return doors.isEmpty() ? null : doors.get(0);
    }

    /** Null if the settings do not have this one. */
    public @Nullable Logins by(@Nullable Protocol protocol) {
        return doors.stream()
                .filter(door -> door.protocol() == protocol)
                .findFirst()
                .orElse(null);
    }

    /** Through which somebody came in with this credential: the usual one if it does not tell. */
    public @Nullable Logins enteredBy(@Nullable Credential credential) {
        Logins entered =
                credential instanceof Credential.SessionCookie cookie ? by(cookies.apply(cookie.value())) : null;
        return entered == null ? usual() : entered;
    }
}

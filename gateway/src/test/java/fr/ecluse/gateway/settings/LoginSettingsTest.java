package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of logins: {@code ecluse.identity.oidc}, {@code cas} and {@code login}, and {@code ecluse.public-url}. */
class LoginSettingsTest extends SettingsTrial {

    @Test
    void anOidcLoginNeedsAPublicAddressUnlessOnlyThisMachineConnects() {
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(line()).startsWith("ecluse.public-url: missing, and logins come back to it");
        settings.put("server.address", "0.0.0.0");
        assertThat(line()).startsWith("ecluse.public-url: missing");
        settings.put("server.address", "127.0.0.1");
        assertThat(read().publicUrls()).isEmpty();
    }

    @Test
    void endpointsByHandNeedNoIssuerThatIsAnAddress() {
        settings.put("server.address", "::1");
        settings.put("ecluse.identity.oidc.issuer", "entcore");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(line()).startsWith("ecluse.identity.oidc.issuer: not an address that can be used");
        settings.put("ecluse.identity.oidc.authorization-endpoint", "https://neo.example.fr/auth");
        settings.put("ecluse.identity.oidc.token-endpoint", "https://neo.example.fr/token");
        settings.put("ecluse.identity.oidc.jwks-uri", "https://neo.example.fr/jwks");
        assertThat(read().identity().oidc().issuer()).isEqualTo("entcore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ent.example.fr", "ftp://ent.example.fr", "https://", "https://u@ent.example.fr", "::"})
    void aPublicAddressIsHttp(String url) {
        settings.put("ecluse.public-url", url);
        assertThat(line()).startsWith("ecluse.public-url: not an address that can be used — write it whole");
    }

    @Test
    void aPublicAddressHasNoPath() {
        settings.put("ecluse.public-url[0]", "https://a.example.fr");
        settings.put("ecluse.public-url[1]", "https://b.example.fr/portail");
        assertThat(line()).startsWith("ecluse.public-url[1]: more than a scheme and a host");
    }

    @Test
    void aCasServerNeedsItsAddressAlone() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas/");
        Settings.Identity read = read().identity();
        assertThat(read.cas().url()).hasToString("https://cas.example.fr/cas");
        assertThat(read.cas().validation()).hasToString("https://cas.example.fr/cas/p3/serviceValidate");
        assertThat(read.login()).isEqualTo(Settings.Identity.Login.CAS);

        settings.put("ecluse.identity.cas.validate-path", "/serviceValidate?format=JSON");
        assertThat(read().identity().cas().validation())
                .hasToString("https://cas.example.fr/cas/serviceValidate?format=JSON");
        settings.remove("ecluse.identity.cas.url");
        assertThat(line())
                .isEqualTo("ecluse.identity.cas.url: missing — add it, for example url: https://cas.example.fr/cas");
    }

    @Test
    void aCasLoginNeedsAPublicAddressUnlessOnlyThisMachineConnects() {
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas");
        assertThat(line()).startsWith("ecluse.public-url: missing, and logins come back to it");
        settings.put("server.address", "127.0.0.1");
        assertThat(read().publicUrls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cas.example.fr/cas/login",
                "https://cas.example.fr/cas/login/",
                "https://cas.example.fr/cas?service=x",
                "https://cas.example.fr/cas#x"
            })
    void theAddressOfACasServerIsWhatStandsBeforeLogin(String url) {
        settings.put("server.address", "127.0.0.1");
        settings.put("ecluse.identity.cas.url", url);
        assertThat(line()).startsWith("ecluse.identity.cas.url: more than the address of the CAS server — write what");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serviceValidate",
                "//evil.example.fr/serviceValidate",
                "@evil.example.fr/",
                "/service Validate",
                "/serviceValidate#x",
                "/serviceValidate?"
            })
    void ticketsAreValidatedOnTheCasServerItself(String path) {
        settings.put("server.address", "127.0.0.1");
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas");
        settings.put("ecluse.identity.cas.validate-path", path);
        assertThat(line())
                .isEqualTo("ecluse.identity.cas.validate-path: “" + path + "” is not a path on the CAS server — write"
                        + " /p3/serviceValidate (CAS 3) or /serviceValidate (CAS 2)");
    }

    @Test
    void theClientSecretMayStandAloneInAFile() throws IOException {
        startAnOidcLogin();
        for (String written : List.of("s3cret: & plus", "s3cret: & plus\n", "s3cret: & plus\r\n")) {
            Path file = Files.writeString(folder.resolve("secret"), written);
            settings.put("ecluse.identity.oidc.client-secret-file", file.toString());
            assertThat(read().identity().oidc().clientSecret()).isEqualTo("s3cret: & plus");
        }
        Files.writeString(folder.resolve("secret"), "un ${TEXTE} tel quel");
        assertThat(read().identity().oidc().clientSecret()).isEqualTo("un ${TEXTE} tel quel");
        settings.put("ecluse.identity.oidc.client-secret", "");
        assertThat(read().identity().oidc().clientSecret()).isEqualTo("un ${TEXTE} tel quel");
    }

    @Test
    void aClientSecretFileThatGivesNoSecretIsAProblemThatNamesTheFileAndNotItsContent() throws IOException {
        startAnOidcLogin();
        String where = "ecluse.identity.oidc.client-secret-file: ";
        Path file = folder.resolve("secret");
        settings.put("ecluse.identity.oidc.client-secret-file", file.toString());
        assertThat(line()).startsWith(where + "there is no file " + file);
        assertThat(problems().get(0).text(Locale.FRENCH)).startsWith(where + "le fichier " + file + " n’existe pas");

        for (String empty : List.of("", "\n", "  \n\n")) {
            Files.writeString(file, empty);
            assertThat(line()).startsWith(where + "the file " + file + " holds no secret");
        }
        for (String several : List.of("s3cret\nanother\n", "x".repeat(10_000), "s3cret\0")) {
            Files.writeString(file, several);
            assertThat(line()).startsWith(where + "the file " + file + " holds more than one line");
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0x41});
        assertThat(line()).startsWith(where + file + " can not be read as a text file");
        settings.put("ecluse.identity.oidc.client-secret-file", folder.toString());
        assertThat(line()).startsWith(where + folder + " can not be read as a text file");
        settings.put("ecluse.identity.oidc.client-secret-file", "${NULLE_PART}/secret");
        assertThat(line()).startsWith(where).contains("NULLE_PART");
    }

    @Test
    void theClientSecretComesFromOnePlace() throws IOException {
        startAnOidcLogin();
        assertThat(line()).startsWith("ecluse.identity.oidc.client-secret: missing");

        Path file = Files.writeString(folder.resolve("secret"), "s3cret");
        settings.put("ecluse.identity.oidc.client-secret-file", file.toString());
        settings.put("ecluse.identity.oidc.client-secret", "s3cret");
        assertThat(line())
                .isEqualTo("ecluse.identity.oidc.client-secret-file: there is a client-secret as well — keep one of the"
                        + " two");
    }

    @Test
    void howTheClientSecretIsGivenMayBeChosen() {
        startAnOidcLogin();
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(read().identity().oidc().clientAuthentication()).isNull();
        settings.put("ecluse.identity.oidc.client-authentication", "post");
        assertThat(read().identity().oidc().clientAuthentication()).isEqualTo(Settings.Oidc.ClientAuthentication.POST);
        settings.put("ecluse.identity.oidc.client-authentication", "jwt");
        assertThat(line())
                .isEqualTo("ecluse.identity.oidc.client-authentication: “jwt” is not possible — write one of: basic,"
                        + " post");
    }

    private void startAnOidcLogin() {
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.public-url", "https://ent.example.fr");
    }

    @Test
    void ofTwoWaysToLogInOidcIsTheUsualOneUnlessTheSettingsSayOtherwise() {
        settings.put("server.address", "127.0.0.1");
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas");
        settings.put("ecluse.identity.login", "oidc");
        assertThat(line())
                .isEqualTo("ecluse.identity.login: “oidc” is chosen, but has no settings — add identity.oidc, or remove"
                        + " this line");
        settings.remove("ecluse.identity.login");
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(read().identity().login()).isEqualTo(Settings.Identity.Login.OIDC);
        settings.put("ecluse.identity.login", "cas");
        assertThat(read().identity().login()).isEqualTo(Settings.Identity.Login.CAS);
        settings.put("ecluse.identity.login", "saml");
        assertThat(line()).isEqualTo("ecluse.identity.login: “saml” is not possible — write one of: oidc, cas");
    }
}

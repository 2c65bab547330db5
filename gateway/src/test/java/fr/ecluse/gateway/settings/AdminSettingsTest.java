package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The settings {@code ecluse.admin}. */
class AdminSettingsTest extends SettingsTrial {

    @Test
    void theAdminSideIsNeverOnTheVisitorsPort() {
        settings.put("ecluse.admin.port", "8080");
        assertThat(line()).startsWith("ecluse.admin.port: 8080 is the port of the visitors (server.port)");
        settings.put("server.port", "8000");
        assertThat(read().admin().port()).isEqualTo(8080);
        settings.put("server.port", "0");
        settings.put("ecluse.admin.port", "0");
        assertThat(read().admin().port()).isZero();
    }

    @Test
    void anAdminTokenIsADigestWithAScope() {
        settings.put("ecluse.admin.tokens[0].name", "astreinte");
        settings.put("ecluse.admin.tokens[0].sha256", "s3cret");
        settings.put("ecluse.admin.tokens[0].scope", "root");
        settings.put("ecluse.admin.tokens[1].name", "astreinte");
        settings.put("ecluse.admin.tokens[1].sha256", DIGEST);
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "ecluse.admin.tokens[0].sha256: not the SHA-256 of a token — write its 64 hexadecimal digits, as"
                                + " given by: printf %s \"$TOKEN\" | sha256sum",
                        "ecluse.admin.tokens[0].scope: “root” is not possible — write one of: view, operate",
                        "ecluse.admin.tokens[1].name: “astreinte” is there twice — give each its own");
    }

    @Test
    void aTokenWithoutAScopeMayOnlyLook() {
        settings.put("ecluse.admin.tokens[0].name", "astreinte");
        settings.put("ecluse.admin.tokens[0].sha256", DIGEST);
        assertThat(read().admin().tokens().get(0).scope()).isEqualTo(Settings.Admin.Scope.VIEW);
    }
}

package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import fr.ecluse.gateway.protection.BlockList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /api/v1/blocks}, asked over HTTP; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class BlockCallsTest {

    private static final String BLOCKS = "/api/v1/blocks";
    private static final String FLOOD =
            "{\"network\":\"203.0.113.7/24\",\"reason\":\"saturation\",\"until\":\"2026-11-24T18:00:00+01:00\"}";

    @TempDir
    Path folder;

    private ServedApi api;

    @BeforeEach
    void start() throws IOException {
        api = new ServedApi(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void nobodyIsBlockedAtFirst() {
        Answer none = api.get(BLOCKS);
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.header("ETag")).isEqualTo("\"0\"");
        assertThat(none.response().body()).isEqualTo("{\"version\":0,\"blocks\":[]}");
    }

    @Test
    void aNetworkIsBlockedWithReasonAndEndAndIsInTheAuditUntilItEndsByItself() {
        Answer set = api.put(BLOCKS, FLOOD);
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.header("ETag")).isEqualTo("\"1\"");
        assertThat(set.response().body())
                .isEqualTo("{\"version\":1,\"blocks\":[{\"network\":\"203.0.113.0/24\","
                        + "\"until\":\"2026-11-24T18:00:00+01:00\",\"by\":\"astreinte\",\"reason\":\"saturation\"}]}");
        assertThat(api.get(BLOCKS).json()).isEqualTo(set.json());
        assertThat(api.get("/api/v1/audit").response().body())
                .contains("\"by\":\"astreinte\",\"what\":\"blocks\",\"from\":\"\","
                        + "\"to\":\"203.0.113.0/24 → 2026-11-24T18:00:00+01:00\"");

        api.clock.advance(Duration.ofHours(9));

        assertThat(api.get(BLOCKS).json().path("blocks").size()).isZero();
    }

    @Test
    void aBlockWithoutAnEndLastsADay() {
        assertThat(api.put(BLOCKS, "{\"address\":\"203.0.113.7\",\"reason\":\"essai\"}")
                        .json()
                        .at("/blocks/0/until")
                        .asString(""))
                .isEqualTo("2026-11-25T09:00:00+01:00");
    }

    @Test
    void blocksAreAddedOneByOneReplacedAndLifted() {
        api.put(BLOCKS, FLOOD);
        api.put(BLOCKS, "{\"network\":\"2001:db8::/48\",\"reason\":\"essai\"}");
        Answer replaced = api.put(BLOCKS, "{\"network\":\"203.0.113.0/24\",\"reason\":\"encore\"}");
        assertThat(networks(replaced)).containsExactly("203.0.113.0/24", "2001:db8:0:0:0:0:0:0/48");
        assertThat(replaced.json().at("/blocks/0/reason").asString("")).isEqualTo("encore");

        Answer lifted = api.delete(BLOCKS + "?network=2001:db8::/48&reason=fini");
        assertThat(networks(lifted)).containsExactly("203.0.113.0/24");
        assertThat(api.get("/api/v1/audit").response().body())
                .contains(
                        "\"what\":\"blocks\",\"from\":\"2001:db8:0:0:0:0:0:0/48 → 2026-11-25T09:00:00+01:00\",\"to\":\"\","
                                + "\"reason\":\"fini\"");
        Answer unknown = api.delete(BLOCKS + "?network=203.0.113.0/25");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("type")).isEqualTo("urn:ecluse:admin:no-such-block");

        assertThat(networks(api.delete(BLOCKS))).isEmpty();
        assertThat(api.get(BLOCKS).header("ETag")).isEqualTo("\"5\"");
    }

    @Test
    void theWholeListIsReplacedAtOnce() {
        api.put(BLOCKS, FLOOD);
        Answer set = api.put(
                BLOCKS,
                "{\"reason\":\"liste\",\"until\":\"2026-11-24T10:00:00+01:00\",\"blocks\":["
                        + "{\"network\":\"198.51.100.1\"},{\"network\":\"198.51.100.2\",\"reason\":\"à part\"}]}");
        assertThat(networks(set)).containsExactly("198.51.100.1/32", "198.51.100.2/32");
        assertThat(set.json().at("/blocks/0/reason").asString("")).isEqualTo("liste");
        assertThat(set.json().at("/blocks/1/reason").asString("")).isEqualTo("à part");
        assertThat(networks(api.put(BLOCKS, "{\"blocks\":[]}"))).isEmpty();
    }

    @Test
    void thousandsAreKeptAndOneMoreIsTooMany() {
        assertThat(networks(api.put(BLOCKS, many(BlockList.MOST)))).hasSize(BlockList.MOST);
        assertThat(networks(api.get(BLOCKS))).hasSize(BlockList.MOST);
        Answer more = api.put(BLOCKS, "{\"network\":\"203.0.113.7\",\"reason\":\"essai\"}");
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.text("detail")).contains("5,000");
        assertThat(api.put(BLOCKS, many(BlockList.MOST + 1)).text("type"))
                .isEqualTo("urn:ecluse:admin:too-many-blocks");
        String said = api.get("/api/v1/audit").response().body();
        assertThat(said).contains("… +4990");
    }

    @Test
    void ofTwoWhoDecideAtOnceOneIsToldOfTheOther() {
        api.put(BLOCKS, FLOOD, "If-Match", "\"0\"");
        Answer late = api.delete(BLOCKS, "If-Match", "\"0\"");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.text("type")).isEqualTo("urn:ecluse:admin:blocks-changed");
        assertThat(late.json().at("/blocks/blocks/0/network").asString("")).isEqualTo("203.0.113.0/24");
    }

    @Test
    void blocksThatAreAddedAtOnceByWhoeverAreAllThere() {
        List<CompletableFuture<Answer>> all = IntStream.range(1, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> api.put(BLOCKS, "{\"network\":\"203.0.113." + i + "\",\"reason\":\"essai\"}")))
                .toList();
        all.forEach(each -> assertThat(each.join().status()).isEqualTo(200));
        assertThat(networks(api.get(BLOCKS))).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"reason":"r"}                                                  | 400 | network-missing
            {"network":"exemple.fr","reason":"r"}                           | 400 | network-unreadable
            {"network":"203.0.113.0/33","reason":"r"}                       | 400 | network-unreadable
            {"network":"203.0.113.7"}                                       | 400 | reason-missing
            {"network":"203.0.113.7","reason":"r","until":"18:00"}          | 400 | until-unreadable
            {"network":"203.0.113.7","reason":"r","until":"2026-11-24T09:00:00+01:00"} | 400 | until-past
            {"network":"203.0.113.7","reason":"r","until":"2028-11-24T09:00:00+01:00"} | 400 | until-too-far
            {"network":"203.0.113.7","reason":"r","untill":"x"}             | 400 | body-unreadable
            {"network":"203.0.113.7","blocks":[],"reason":"r"}              | 400 | body-unreadable
            {"blocks":[null],"reason":"r"}                                  | 400 | body-unreadable
            {"blocks":[{"network":"0.0.0.0/0"}],"reason":"r"}               | 422 | block-loopback
            {"network":"0.0.0.0/0","reason":"r","force":true}               | 422 | block-loopback
            {"network":"203.0.0.0/8","reason":"r"}                          | 422 | block-too-wide
            {"network":"10.1.2.3","reason":"r","force":true}                | 422 | block-trusted-proxy
            {"network":"192.0.2.7","reason":"r"}                            | 422 | block-school-network
            """)
    void whatMustNotBeBlockedIsExplainedAndChangesNothing(String body, int status, String type) {
        Answer answer = api.put(BLOCKS, body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:" + type);
        assertThat(api.get(BLOCKS).header("ETag")).isEqualTo("\"0\"");
    }

    @Test
    void aSlipOfTheHandIsExplainedInFrench() {
        Answer answer = api.put(BLOCKS, "{\"network\":\"203.0.0.0/8\",\"reason\":\"r\"}", "Accept-Language", "fr");
        assertThat(answer.text("detail"))
                .contains("203.0.0.0/8 est plus large que /16")
                .contains("--force");
    }

    @Test
    void whoInsistsMayBlockAWideNetworkOrASchool() {
        api.put(BLOCKS, "{\"network\":\"203.0.0.0/8\",\"reason\":\"r\",\"force\":true}");
        assertThat(networks(api.put(BLOCKS, "{\"network\":\"192.0.2.7\",\"reason\":\"r\",\"force\":true}")))
                .containsExactly("203.0.0.0/8", "192.0.2.7/32");
    }

    @Test
    void onlyWhoMayOperateChangesAnything() {
        assertThat(api.callAs(ServedApi.VIEW, "GET", BLOCKS, "").status()).isEqualTo(200);
        assertThat(api.callAs(ServedApi.VIEW, "PUT", BLOCKS, FLOOD).status()).isEqualTo(403);
        assertThat(api.callAs(ServedApi.VIEW, "DELETE", BLOCKS, "").status()).isEqualTo(403);
        assertThat(api.callAs(null, "PUT", BLOCKS, FLOOD).status()).isEqualTo(401);
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"network\":\"203.0." + i / 250 + "." + i % 250 + "\"}")
                .collect(Collectors.joining(",", "{\"reason\":\"liste\",\"blocks\":[", "]}"));
    }

    private static List<String> networks(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json()
                .path("blocks")
                .valueStream()
                .map(block -> block.path("network").asString(""))
                .toList();
    }
}

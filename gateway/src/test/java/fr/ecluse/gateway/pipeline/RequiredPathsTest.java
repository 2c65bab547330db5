package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;

class RequiredPathsTest {

    private final RequiredPaths paths = paths(
            route("required", "Path=/**"),
            route("public", "Path=/infos/**,/aide/{page}"),
            route("public", "Path=/favicon.ico"),
            route("public", "Path=/css*/**"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?q=%20",
                "/cahier/1",
                "/a.b/c-d_e",
                "/cahier/",
                "/inf",
                "/index.html?x=//..%2f;y#",
                "/a/infos/",
            })
    void whatBeginsLikeNothingPublicIsRequired(String target) {
        assertThat(paths.cover(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/infos",
                "/infos/",
                "/infos/a/b?c",
                "/infosettes",
                "/INFOS/a",
                "/aide/x",
                "/aide",
                "/favicon.ico",
                "/favicon.ico/",
                "/css",
                "/css-2/a.css",
            })
    void whatMayBePublicIsNotCertain(String target) {
        assertThat(paths.cover(target)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cahier//1",
                "//cahier",
                "/cahier/../infos",
                "/cahier/./1",
                "/..",
                "/.",
                "/.ecluse/place",
                "/.well-known/x",
                "/%69nfos",
                "/cahier%2f..%2finfos",
                "/cahier;x=1",
                "/cahier\\1",
                "/cahier 1",
                "/cahier\u00e9",
                "/cahier#infos",
                "*",
                "http://ent/cahier",
                "",
            })
    void whatCanBeReadInTwoWaysIsNotCertain(String target) {
        assertThat(paths.cover(target)).isFalse();
    }

    @Test
    void withoutARequiredRouteForEverythingNothingIsCertain() {
        assertThat(paths(route("required", "Path=/cahier/**")).cover("/cahier/1"))
                .isFalse();
        assertThat(paths(route("required", "Path=/**", "Host=ent.example.fr")).cover("/"))
                .isFalse();
        assertThat(paths().cover("/")).isFalse();
    }

    @Test
    void aPublicRouteForMoreThanABeginningLeavesNothingCertain() {
        RouteDefinition everything = route("required", "Path=/**");
        assertThat(paths(everything, route("public", "Path=/**", "Method=HEAD")).cover("/"))
                .isFalse();
        assertThat(paths(everything, route("public", "Host=infos.example.fr")).cover("/"))
                .isFalse();
        assertThat(paths(everything, route("public", "Path=/{ecole}/infos")).cover("/cahier"))
                .isFalse();
        assertThat(paths(everything, route("public", "Path=#{'/x'}")).cover("/cahier"))
                .isFalse();
        assertThat(paths(everything, named("public", "/x,/y")).cover("/y")).isFalse();
        assertThat(paths(everything, named("public", "/x,/y")).cover("/z")).isTrue();
    }

    @Test
    void aRouteThatTheSettingsDoNotNameMayBeAnything() {
        RouteDefinition everything = route("required", "Path=/**");

        assertThat(RequiredPaths.of(List.of(everything), List.of(everything.getId(), "another"))
                        .cover("/"))
                .isFalse();
    }

    private static RequiredPaths paths(RouteDefinition... routes) {
        return RequiredPaths.of(
                List.of(routes),
                Arrays.stream(routes).map(RouteDefinition::getId).toList());
    }

    private static RouteDefinition route(String access, String... predicates) {
        RouteDefinition route = new RouteDefinition();
        route.setId(access + String.join(" ", predicates));
        route.setMetadata(Map.of("access", access));
        route.setPredicates(
                Arrays.stream(predicates).map(PredicateDefinition::new).toList());
        return route;
    }

    /** As the long form of a predicate is written. */
    private static RouteDefinition named(String access, String patterns) {
        RouteDefinition route = route(access, "Path=/");
        route.getPredicates().get(0).setArgs(Map.of("patterns", patterns, "matchTrailingSlash", "true"));
        return route;
    }
}

package dev.kubeuser;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The packages are rooms, one above the other; a room imports only those below it. */
@RunsOnce
@AnalyzeClasses(packages = "dev.kubeuser", importOptions = ArchitectureTest.LibraryOnly.class)
class ArchitectureTest {

    private static final String ROOT = "dev.kubeuser";

    /** From the ground up. A room is a package with those below it, unless they are rooms of their own. */
    private static final List<String> ROOMS = List.of(
            "dev.kubeuser.error",
            "dev.kubeuser.base",
            "dev.kubeuser.version",
            "dev.kubeuser.rbac",
            "dev.kubeuser.rbac.escalation",
            "dev.kubeuser.manifest",
            "dev.kubeuser.cluster",
            "dev.kubeuser.cluster.embedded",
            "dev.kubeuser.cluster.k3s",
            "dev.kubeuser.cluster.existing",
            "dev.kubeuser.credential",
            "dev.kubeuser.access",
            "dev.kubeuser.discovery",
            "dev.kubeuser.webhook",
            "dev.kubeuser.apply",
            "dev.kubeuser.review",
            "dev.kubeuser.dryrun",
            "dev.kubeuser.matrix",
            "dev.kubeuser.upgrade",
            "dev.kubeuser.assertion",
            "dev.kubeuser.coverage",
            "dev.kubeuser.coverage.internal.recording",
            "dev.kubeuser.coverage.internal.analysis",
            "dev.kubeuser.report",
            "dev.kubeuser.settings",
            "dev.kubeuser.session",
            "dev.kubeuser.plan",
            "dev.kubeuser.jupiter",
            "dev.kubeuser",
            "dev.kubeuser.trial");

    /** Neither tests nor what runs them. */
    static final class LibraryOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location)
                    && !location.contains("dev/kubeuser/kinds/");
        }
    }

    @ArchTest
    static final ArchRule imports_never_run_back_up = classes().should(importOnlyFromBelow());

    @ArchTest
    static final ArchRule every_package_belongs_to_a_room = classes()
            .should()
            .resideInAnyPackage(
                    ROOMS.stream().flatMap(ArchitectureTest::packages).toArray(String[]::new));

    @ArchTest
    static void the_page_on_architecture_has_the_same_rooms(JavaClasses library) throws IOException {
        String page = Files.readString(Path.of("../docs/architecture.md"));
        List<String> named = Pattern.compile("(?m)^\\| `([a-z0-9.]+)` \\|")
                .matcher(page)
                .results()
                .map(row -> row.group(1).equals(ROOT) ? ROOT : ROOT + "." + row.group(1))
                .toList();
        List<String> fromTheTop = new ArrayList<>(ROOMS);
        Collections.reverse(fromTheTop);
        assertThat(named).isEqualTo(fromTheTop);
    }

    @ArchTest
    static void the_page_on_architecture_names_types_of_the_library(JavaClasses library) throws IOException {
        String page = Files.readString(Path.of("../docs/architecture.md"));
        Set<String> types = library.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
        types.add("ArchitectureTest");
        assertThat(Pattern.compile("`@?([A-Z]\\w+)`").matcher(page).results().map(type -> type.group(1)))
                .hasSizeGreaterThan(10)
                .isSubsetOf(types);
    }

    private static java.util.stream.Stream<String> packages(String room) {
        return java.util.stream.Stream.of(room, room + ".internal");
    }

    @ArchTest
    static final ArchRule what_is_below_the_cluster_needs_no_junit_and_no_client = noClasses()
            .that()
            .resideInAnyPackage("dev.kubeuser.rbac..", "dev.kubeuser.manifest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "okhttp3..", "org.testcontainers..");

    @ArchTest
    static final ArchRule only_the_front_door_knows_junit = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.kubeuser", "dev.kubeuser.plan.internal", "dev.kubeuser.jupiter.internal", "dev.kubeuser.trial")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..");

    @ArchTest
    static final ArchRule what_differs_by_kind_is_asked_of_the_cluster = noClasses()
            .that()
            .resideOutsideOfPackages("dev.kubeuser.cluster..", "dev.kubeuser.settings..", "dev.kubeuser.plan..")
            .should()
            .accessField(ClusterKind.class, "K3S")
            .orShould()
            .accessField(ClusterKind.class, "EXISTING")
            .because("a cluster knows what its kind does; only who chooses one compares kinds");

    @ArchTest
    static final ArchRule what_annotations_hold_loads_no_signed_jar = noClasses()
            .that()
            .areAnnotations()
            .or()
            .areEnums()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..")
            .because(
                    "JUnit loads it while it looks for tests, and the JVM verifies the whole jar before a cluster starts");

    @ArchTest
    static final ArchRule nothing_static_is_mutable =
            fields().that().areStatic().should().beFinal().because("state lives in JUnit's stores");

    /** Read without their packages, as they are in imports and in speech, two of one name are one. */
    @ArchTest
    static void no_two_types_have_one_name(JavaClasses library) {
        Map<String, Set<String>> packages = new TreeMap<>();
        library.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> packages.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getPackageName()));
        packages.values().removeIf(found -> found.size() == 1);
        assertThat(packages).as("names of types in several packages").isEmpty();
    }

    @ArchTest
    static final ArchRule every_package_is_null_marked =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);

    @ArchTest
    static final ArchRule tls_is_never_switched_off = noClasses()
            .should()
            .callMethod(io.kubernetes.client.openapi.ApiClient.class, "setVerifyingSsl", boolean.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(javax.net.ssl.HostnameVerifier.class);

    private static ArchCondition<JavaClass> importOnlyFromBelow() {
        return new ArchCondition<>("import only from rooms below") {
            @Override
            public void check(JavaClass importing, ConditionEvents events) {
                importing.getDirectDependenciesFromSelf().stream()
                        .filter(ArchitectureTest::runsUp)
                        .map(Dependency::getDescription)
                        .forEach(description ->
                                events.add(SimpleConditionEvent.violated(importing, "runs back up: " + description)));
            }
        };
    }

    private static boolean runsUp(Dependency dependency) {
        JavaClass to = dependency.getTargetClass();
        return to.getPackageName().startsWith("dev.kubeuser")
                && !to.getPackageName().startsWith("dev.kubeuser.kinds")
                && room(to) > room(dependency.getOriginClass());
    }

    private static int room(JavaClass type) {
        String name = type.getPackageName();
        int own = ROOMS.indexOf(name);
        return own >= 0 ? own : ROOMS.indexOf(name.substring(0, name.lastIndexOf('.')));
    }
}

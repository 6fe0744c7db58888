// SPDX-License-Identifier: Apache-2.0
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
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.run.internal.Settings;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The packages are rooms, one above the other; a room imports only those below it. */
@ArchTag(RunsOnce.TAG)
@AnalyzeClasses(packages = "dev.kubeuser", importOptions = ArchitectureTest.LibraryOnly.class)
class ArchitectureTest {

    private static final String ROOT = "dev.kubeuser";
    private static final String COMMAND_LINE = "cli";

    /**
     * From the top: each room, and the rooms below it that it may import. It is a friend of those with a *, and may
     * name their internal types too.
     */
    private static final String TABLE = """
        cli: report* analysis* record* table* run* assertion question apply webhook* access credential \
        cluster.existing cluster* lint* statement query* manifest rbac.escalation* rbac request base*
        trial: analysis* junit* run* access cluster* manifest
        report: analysis* record* run* question* access* credential cluster* lint* query* manifest* rbac.escalation* \
        rbac* request base*
        analysis: record* table* run* credential lint* statement* query* manifest* rbac.escalation* rbac* request \
        base*
        record: run* question* access* credential cluster* statement* query* manifest* rbac* request base*
        dev.kubeuser: junit* table* run* apply credential cluster auth manifest base
        junit: table* run* assertion question apply webhook access* credential cluster* auth* statement manifest* \
        rbac base*
        table: assertion question access* credential* cluster* statement query manifest* rbac base*
        run: apply webhook access* credential* cluster* auth* query* manifest* rbac request base*
        assertion: question* apply access* cluster* statement* query manifest rbac.escalation* rbac* request base*
        question: apply* access* cluster* auth* statement* query* manifest rbac.escalation* rbac request base*
        apply: access* cluster* query* manifest* rbac request base*
        webhook: cluster* auth* manifest* base*
        access: credential* cluster* auth* query* manifest rbac request base*
        credential: cluster* auth* rbac* request base*
        cluster.existing: cluster* rbac base*
        cluster.k3s: cluster* base*
        cluster.embedded: cluster* base*
        cluster: auth* manifest rbac request base*
        auth: query manifest rbac request base*
        lint: statement query* manifest* rbac.escalation* rbac* request base*
        statement: query* manifest* rbac.escalation* rbac* request base*
        query: manifest* rbac request base*
        manifest: rbac base*
        rbac.escalation: rbac* request base*
        rbac: request base*
        request: base*
        base:
        """;

    /** A room is a package with those below it, unless they are rooms of their own. */
    private static final Map<String, List<String>> ROOMS = TABLE.lines()
            .map(row -> row.split(": ?", 2))
            .collect(Collectors.toMap(
                    row -> row[0],
                    row -> Pattern.compile("\\S+")
                            .matcher(row[1])
                            .results()
                            .map(MatchResult::group)
                            .toList(),
                    (one, other) -> {
                        throw new IllegalStateException("TABLE has two rows of one room");
                    },
                    LinkedHashMap::new));

    private static final String FRIEND = "*";
    private static final int MAX_FRIENDS = 3;
    private static final List<String> FROM_THE_TOP = List.copyOf(ROOMS.keySet());

    /** Why more rooms than {@link #MAX_FRIENDS} name the internal types of a room. */
    private static final String REASONS = """
            base: what every room does in the same way, such as printing text of others safely, reading JSON, and waiting
            cluster: what a cluster offers the library and hides from tests: its administrator, its files and its log
            rbac: the words for users and rules, in failures, reports and records alike
            rbac.escalation: assertions, lint, reports and the gate explain the steps of a path, each in its way
            run: which test a request, a denial or a namespace belongs to, and the settings
            access: what clients send and are answered, for all who record or explain it
            manifest: roles and bindings of manifests, and the files of a module
            query: each question, rule and record is about a resource, and a typo must throw before anything starts
            table: JUnit, build plugins and the command line check the same lines
            auth: certificates in PEM, and the servers that an API server calls, and the issuers that sign tokens
            statement: assertions make statements, and the proof decides them again on mutants
            """;

    private static final Path PAGE = SourceTree.file("docs/development/architecture.md");

    private static final Pattern TESTING = Pattern.compile(".*/testing/(testkit|kinds)/target/.*");

    /** Neither tests nor what runs them. */
    static final class LibraryOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location) && !location.matches(TESTING);
        }
    }

    @ArchTest
    static void rooms_import_what_the_table_allows(JavaClasses library) throws IOException {
        Map<String, String> found = new TreeMap<>();
        library.forEach(type -> type.getDirectDependenciesFromSelf().stream()
                .filter(ArchitectureTest::isBetweenRooms)
                .forEach(each -> found.putIfAbsent(edge(each), each.getDescription())));
        commandLine()
                .forEach((source, imported) -> imported.forEach(each ->
                        found.putIfAbsent(edge(COMMAND_LINE, each), source.getFileName() + " imports of " + each)));
        Set<String> listed = ROOMS.entrySet().stream()
                .flatMap(room -> room.getValue().stream().map(other -> room.getKey() + " -> " + other))
                .collect(Collectors.toSet());

        Map<String, String> unlisted = new TreeMap<>(found);
        unlisted.keySet().removeIf(edge -> listed.contains(edge) || listed.contains(edge + FRIEND));
        assertThat(unlisted)
                .as("imports that TABLE does not allow. A new edge is a decision: add it there if it is right")
                .isEmpty();
        Set<String> unneeded = new TreeSet<>(listed);
        unneeded.removeAll(found.keySet());
        assertThat(unneeded).as("edges of TABLE that no import needs").isEmpty();
    }

    /** So no types of two rooms are in a circle. */
    @ArchTest
    static void edges_run_down(JavaClasses library) {
        ROOMS.forEach((room, others) -> assertThat(others)
                .as(room)
                .allSatisfy(other -> assertThat(FROM_THE_TOP.indexOf(name(other)))
                        .as(other)
                        .isGreaterThan(FROM_THE_TOP.indexOf(room))));
    }

    /** Java's modules forbid that, and the compiler holds the walls between artifacts only so. */
    @ArchTest
    static void each_package_is_in_one_artifact(JavaClasses library) {
        Map<String, Set<String>> artifacts = new TreeMap<>();
        library.forEach(type -> artifacts
                .computeIfAbsent(type.getPackageName(), unused -> new TreeSet<>())
                .add(artifact(type)));
        artifacts.values().removeIf(all -> all.size() == 1);
        assertThat(artifacts).isEmpty();
    }

    private static String artifact(JavaClass type) {
        String place = type.getSource().orElseThrow().getUri().toString();
        return place.substring(0, place.lastIndexOf(type.getPackageName().replace('.', '/')));
    }

    @ArchTest
    static final ArchRule every_package_belongs_to_a_room = classes()
            .should()
            .resideInAnyPackage(
                    FROM_THE_TOP.stream().flatMap(ArchitectureTest::packages).toArray(String[]::new));

    @ArchTest
    static void the_page_on_architecture_has_the_same_rooms(JavaClasses library) throws IOException {
        assertThat(Pattern.compile("(?m)^\\| `([a-z0-9.]+)` \\|")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyElementsOf(FROM_THE_TOP);
    }

    /** Types that are open to all are public in all but name, so that is a decision, too. */
    @ArchTest
    static void there_is_a_reason_why_many_rooms_name_internal_types(JavaClasses library) {
        Map<String, Long> friends = ROOMS.values().stream()
                .flatMap(List::stream)
                .filter(other -> other.endsWith(FRIEND))
                .collect(Collectors.groupingBy(ArchitectureTest::name, Collectors.counting()));
        friends.values().removeIf(rooms -> rooms <= MAX_FRIENDS);
        assertThat(REASONS.lines().map(line -> line.split(": .", 2)[0]))
                .containsExactlyInAnyOrderElementsOf(friends.keySet());
    }

    @ArchTest
    static void the_page_on_architecture_names_types_of_the_library(JavaClasses library) throws IOException {
        String page = Files.readString(PAGE);
        Set<String> types = library.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
        types.add("ArchitectureTest");
        assertThat(Pattern.compile("`@?([A-Z]\\w+)`").matcher(page).results().map(type -> type.group(1)))
                .hasSizeGreaterThan(10)
                .isSubsetOf(types);
    }

    /** They are as anybody could write them. */
    @ArchTest
    static void plugins_of_build_tools_name_no_internal_type(JavaClasses library) throws IOException {
        Pattern internal = Pattern.compile("dev\\.kubeuser\\.[a-z.]*internal\\b");
        List<Path> naming = new ArrayList<>();
        for (Path source : sources("tools/maven-plugin", "tools/gradle-plugin", "tools/archive")) {
            if (internal.matcher(Files.readString(source)).find()) {
                naming.add(source);
            }
        }
        assertThat(naming)
                .as("plugins run commands of the command line, which have what they need")
                .isEmpty();
    }

    /**
     * Another artifact, which is built after this one: of its sources, the packages of other rooms that each imports.
     */
    private static Map<Path, List<String>> commandLine() throws IOException {
        Pattern imported = Pattern.compile("(?m)^import (?:static )?(dev\\.kubeuser[a-z0-9.]*)\\.[A-Z]");
        Map<Path, List<String>> packages = new TreeMap<>();
        for (Path source : sources("tools/cli/src/main")) {
            packages.put(
                    source,
                    imported.matcher(Files.readString(source))
                            .results()
                            .map(found -> found.group(1))
                            .filter(name -> !name.equals(packageOf(COMMAND_LINE)))
                            .toList());
        }
        return packages;
    }

    private static List<Path> sources(String... folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(SourceTree.file(folder))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        assertThat(sources).hasSizeGreaterThan(20);
        return sources;
    }

    private static Stream<String> packages(String room) {
        return Stream.of(packageOf(room), packageOf(room) + ".internal");
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
            .resideOutsideOfPackages("dev.kubeuser", "dev.kubeuser.junit.internal", "dev.kubeuser.trial")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..");

    @ArchTest
    static final ArchRule no_class_that_a_library_repackages_for_itself = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..shaded..", "..shadow..", "..repackaged..", "net.bytebuddy..")
            .because("it may go with any release of that library");

    @ArchTest
    static final ArchRule what_differs_by_kind_is_asked_of_the_cluster = noClasses()
            .that()
            .resideOutsideOfPackages("dev.kubeuser.cluster..", "dev.kubeuser.junit..")
            .and()
            .doNotBelongToAnyOf(Settings.class)
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
            .because("JUnit loads it while it looks for tests, and the JVM verifies the whole jar before a cluster"
                    + " starts");

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

    private static boolean isBetweenRooms(Dependency dependency) {
        String to = target(dependency).getPackageName();
        return (to + ".").startsWith(ROOT + ".")
                && !to.equals(ROOT + ".kinds")
                && !room(target(dependency)).equals(room(dependency.getOriginClass()));
    }

    private static JavaClass target(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType();
    }

    private static String edge(Dependency dependency) {
        return edge(room(dependency.getOriginClass()), target(dependency).getPackageName());
    }

    private static String edge(String from, String toPackage) {
        String edge = from + " -> " + room(toPackage);
        return toPackage.contains(".internal") ? edge + FRIEND : edge;
    }

    private static String name(String other) {
        return other.replace(FRIEND, "");
    }

    private static String room(JavaClass type) {
        return room(type.getPackageName());
    }

    private static String room(String name) {
        return FROM_THE_TOP.stream()
                .filter(room -> packages(room).anyMatch(name::equals))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is no room of TABLE"));
    }

    private static String packageOf(String room) {
        return room.equals(ROOT) ? ROOT : ROOT + "." + room;
    }
}

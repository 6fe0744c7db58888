// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.testkit.SourceTree;
import dev.kubeuser.trial.MutationTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/**
 * The public API is small, says its status, and changes in sight: {@code api.txt} lists it, and is reviewed with a
 * change.
 */
@RunsOnce
class PublicApiTest {

    private static final int MAX_TYPES = 104;
    private static final Path LISTING = SourceTree.file("extension/api.txt");
    private static final List<Path> SOURCES = List.of(
            SourceTree.file("extension/policy/src/main/java"),
            SourceTree.file("extension/core/src/main/java"),
            SourceTree.file("extension/proof/src/main/java"));
    private static final Pattern THREADS = Pattern.compile("(?i)thread");

    /** What first tests need; docs/development/conventions.md says what a status promises. */
    private static final Set<String> MAINTAINED = Set.of(
            "dev.kubeuser",
            "dev.kubeuser.access",
            "dev.kubeuser.assertion",
            "dev.kubeuser.base",
            "dev.kubeuser.cluster",
            "dev.kubeuser.credential",
            "dev.kubeuser.manifest",
            "dev.kubeuser.query",
            "dev.kubeuser.question",
            "dev.kubeuser.run");

    /** Types there for other packages, and for those who offer clients and clusters of their own. */
    private static final Set<String> NEW_IN_MAINTAINED = Set.of(
            "AccessMatrix",
            "AccessMatrixAssert",
            "AccessMatrixBuilder",
            "AccessTable",
            "ClientConfig",
            "ClientLibrary",
            "ClientRequest",
            "ClusterAuthentication",
            "ClusterProvider",
            "DenialMode",
            "DryRun",
            "EffectivePolicyAssert",
            "EffectiveRoleAssert",
            "IdentitySpec",
            "IdentityTable",
            "KubeDenials",
            "KubeIdentity",
            "KubeVersions",
            "KubeWebhooks",
            "KubernetesVersion",
            "TokenRejection",
            "Upgrade",
            "UpgradeAssert",
            "UpgradeComparison",
            "Write");

    private final PublicApi api = PublicApi.around(RbacPolicy.class, KubeUser.class, MutationTrial.class);

    @Test
    void is_as_listed() throws IOException {
        if (Boolean.getBoolean("api.update")) {
            Files.write(LISTING, api.lines());
        }
        assertThat(LISTING)
                .as("The public API is not as it is listed. If the change is wanted, update the listing by `mvn -pl"
                        + " :kubeuser-junit-jupiter -am test -Dtest=PublicApiTest -Dapi.update=true` and commit it with"
                        + " the change")
                .hasContent(String.join("\n", api.lines()) + "\n");
    }

    @Test
    void has_few_types() {
        assertThat(api.topLevelTypes()).hasSizeLessThanOrEqualTo(MAX_TYPES);
    }

    @Test
    void names_no_internal_type() {
        assertThat(api.linesWithInternalTypes()).isEmpty();
    }

    @Test
    void says_its_status() {
        assertThat(api.topLevelTypes())
                .allSatisfy(type -> assertThat(type.getAnnotation(API.class).status())
                        .isEqualTo(isMaintained(type) ? API.Status.MAINTAINED : API.Status.EXPERIMENTAL));
        assertThat(api.topLevelTypes().stream().map(Class::getSimpleName)).containsAll(NEW_IN_MAINTAINED);
    }

    private static boolean isMaintained(Class<?> type) {
        return MAINTAINED.contains(type.getPackageName()) && !NEW_IN_MAINTAINED.contains(type.getSimpleName());
    }

    /** JUnit calls them, and users do not. */
    @Test
    void does_not_have_the_callbacks_of_the_extension() {
        assertThat(api.lines().stream().map(String::strip).filter(line -> line.contains("ExtensionContext)")))
                .isEmpty();
    }

    /** Annotations, enums, records and exceptions do not change; of everything else somebody has to ask. */
    @Test
    void says_whether_threads_may_share_it() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Class<?> type : api.topLevelTypes()) {
            if (!type.isAnnotation()
                    && !type.isEnum()
                    && !type.isRecord()
                    && !Throwable.class.isAssignableFrom(type)
                    && !THREADS.matcher(javadoc(type)).find()) {
                silent.add(type.getName());
            }
        }
        assertThat(silent).as("types whose Javadoc has no word on threads").isEmpty();
    }

    /** The comment before the declaration of a type, in its source. */
    private static String javadoc(Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".java";
        Path found = SOURCES.stream()
                .map(sources -> sources.resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        String source = Files.readString(found);
        Matcher declaration = Pattern.compile("(?m)^public .*(class|interface) " + type.getSimpleName() + "\\b")
                .matcher(source);
        assertThat(declaration.find()).as(type.getName()).isTrue();
        String before = source.substring(0, declaration.start());
        return before.substring(before.lastIndexOf("\n/**"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.Via;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.OneTest;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes in annotations and settings. Each case runs the real engine on a class with one mistake, with a
 * control-plane program that does not exist: had anything begun to start, its error would be another one.
 */
@RunsOnce
@OnEachJUnit
class MisuseTest {

    /** What the error of a class with a mistake says. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Told {
        String[] value();
    }

    static Stream<Class<?>> mistakes() {
        return Stream.of(MisuseTest.class.getDeclaredClasses()).filter(type -> type.isAnnotationPresent(Told.class));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void are_told_before_anything_starts(Class<?> mistake) {
        assertThat(errorOf(mistake))
                .contains(Objects.requireNonNull(mistake.getAnnotation(Told.class))
                        .value());
    }

    @KubeUser(" ")
    @Told({"@KubeUser on class", "BlankName", "the user name is blank"})
    static class BlankName extends OneTest {}

    @KubeUser("")
    @Told("the user name is empty")
    static class EmptyName extends OneTest {}

    @KubeUser("al\u0000ice")
    @Told("control character U+0000 at position 2")
    static class ControlCharacter extends OneTest {}

    /** Gets as far as the program. */
    @KubeUser("a123456789b123456789c123456789d123456789e123456789f123456789g1234")
    @Told("kubeuser.control-plane.binary")
    static class LongName extends OneTest {}

    @KubeUser("system:anonymous")
    @Told({"@KubeUser on class", "system:anonymous cannot be asked for", "use @KubeAnonymous"})
    static class Anonymous extends OneTest {}

    @KubeUser(value = "alice", groups = "system:masters")
    @Told({"system:masters cannot be asked for", "CertificateSubjectRestriction", "@KubeAdmin"})
    static class Masters extends OneTest {}

    @KubeUser(
            value = "alice",
            groups = {"developers", ""})
    @Told("the group is empty")
    static class EmptyGroup extends OneTest {}

    @KubeUser(
            value = "alice",
            groups = {"developers", "ops", "developers"})
    @Told("the group \"developers\" is given twice: remove one of them")
    static class GroupTwice extends OneTest {}

    @KubeUser(value = "alice", expiration = "one day")
    @Told("expiration \"one day\" is not a duration; write it as in 250ms, 90s, 5m or 1h30m")
    static class NoDuration {
        @Test
        void test(KubeAccess alice) {}
    }

    @KubeUser(value = "alice", expiration = "599s")
    @Told("expiration is 599s; the API server takes 600s or more")
    static class ShortLife extends OneTest {}

    @KubeUser("alice")
    @KubeUser(value = "alice", groups = "developers")
    @Told({"\"alice\" is declared twice with different settings", "groups []", "groups [developers]"})
    static class DeclaredTwice extends OneTest {}

    @KubeUser("alice")
    @Told({"declared twice", "on parameter 1 (KubeAccess alice) of method", "key ED25519"})
    static class DeclaredTwiceOnAParameter {
        @Test
        void test(@KubeUser(value = "alice", key = KeyAlgorithm.ED25519) KubeAccess alice) {}
    }

    @Told({
        "A java.lang.String cannot be injected into parameter 1 (String alice) of method",
        "KubeAccess, OkHttpClient, ApiClient, the generated API classes such as CoreV1Api"
    })
    static class UnsupportedType {
        @Test
        void test(@KubeUser("alice") String alice) {}
    }

    @KubeUser("alice")
    @Told("A java.lang.Integer cannot be injected")
    static class UnsupportedTypeInOneOfTwoTests {
        @Test
        void fine(KubeAccess alice) {}

        @Test
        void test(@KubeAdmin Integer admin) {}
    }

    @Told({"cannot be injected", "for the administrator"})
    static class FlowOfAdmin {
        @Test
        void test(@KubeAdmin CertificateFlow flow) {}
    }

    @Told("has no subject: remove the annotation of a subject")
    static class ClusterOfUser {
        @Test
        void test(@KubeUser("alice") Cluster cluster) {}
    }

    @Told("several of @KubeUser, @KubeServiceAccount, @KubeIdentity, @KubeAnonymous and @KubeAdmin")
    static class UserAndAdmin {
        @Test
        void test(@KubeUser("alice") @KubeAdmin KubeAccess access) {}
    }

    @KubeCluster
    @Told("No user is declared for parameter 1 (KubeAccess access) of method")
    static class NobodyDeclared {
        @Test
        void test(KubeAccess access) {}
    }

    @KubeCluster
    @Told({"in scope only there, are user \"alice\" (method", "DeclaredOnAMethodOnly.test)"})
    static class DeclaredOnAMethodOnly {
        @BeforeAll
        static void beforeAll(KubeAccess access) {}

        @Test
        @KubeUser("alice")
        void test() {}
    }

    @KubeCluster
    @Told({"\"alice\" on parameter 1", "is declared on method", "OutOfScope.declares", "only there"})
    static class OutOfScope {
        @Test
        @KubeUser(value = "alice", groups = "developers")
        void declares() {}

        @Test
        void test(@KubeUser("alice") KubeAccess alice) {}
    }

    @Told({"Several subjects are declared", "parameter 3 (KubeAccess who)", "\"alice\" (", "\"bob\" ("})
    static class SeveralUsers {
        @Test
        void test(@KubeUser("alice") KubeAccess alice, @KubeUser("bob") KubeAccess bob, KubeAccess who) {}
    }

    @SuppressWarnings("unused")
    @Told("FinalField.alice is final")
    static class FinalField {
        @KubeUser("alice")
        private final String alice = "";

        @Test
        void test() {}
    }

    @KubeUser("alice")
    @KubeCluster(extraSans = "not a name")
    @Told({"BadSan is misconfigured", "\"not a name\" cannot be a subject"})
    static class BadSan extends OneTest {}

    @KubeUser("al\uD83Dice")
    @Told({"@KubeUser on class", "has half of a surrogate pair"})
    static class HalfOfAPair extends OneTest {}

    @KubeServiceAccount(value = "ci/deployer", audiences = "")
    @Told({"@KubeServiceAccount on class", "an audience is blank"})
    static class BlankAudience extends OneTest {}

    @KubeServiceAccount("deployer")
    @Told("WithoutNamespace: \"deployer\" has no namespace: write NAMESPACE/NAME, as in \"default/deployer\"")
    static class WithoutNamespace extends OneTest {}

    @KubeServiceAccount(value = "ci/deployer", expiration = "599s")
    @Told({"@KubeServiceAccount on class", "expiration is 599s; the API server takes 600s or more"})
    static class ShortLifeOfAccount extends OneTest {}

    @Told({"A X509Certificate cannot be injected", "ServiceAccount ci/deployer has a token and has no certificate"})
    static class CertificateOfAccount {
        @Test
        void test(@KubeServiceAccount("ci/deployer") X509Certificate certificate) {}
    }

    @Told("PemFiles cannot be injected")
    static class FilesOfNobody {
        @Test
        void test(@KubeAnonymous PemFiles files) {}
    }

    @KubeUser("alice")
    @KubeCluster(signingDuration = "a while")
    @Told("\"a while\" is not a duration; write it as in 250ms, 90s, 5m")
    static class BadDuration extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(signingDuration = "5m")
    @Told({"the signing duration is 300 s", "less than 600 s"})
    static class ShortDuration extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(apiserverArguments = "--event-ttl=1h")
    @Told({"\"--event-ttl=1h\" is not an argument", "without leading"})
    static class BadArgument extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(kind = ClusterKind.OTHER)
    @Told({"NamelessKind is misconfigured", "ClusterKind.OTHER does not say which provider: name it"})
    static class NamelessKind extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(kind = ClusterKind.EMBEDDED, provider = "homemade")
    @Told("kind = EMBEDDED and provider = \"homemade\" both choose")
    static class TwoKinds extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(kind = {ClusterKind.EMBEDDED, ClusterKind.K3S})
    @Told("kind = [EMBEDDED, K3S]: name one of them")
    static class ListOfKinds extends OneTest {}

    @KubeUser(
            value = "alice",
            via = {Via.CERTIFICATE, Via.IMPERSONATION})
    @Told({"@KubeUser on class", "via = [CERTIFICATE, IMPERSONATION]: name one of them"})
    static class ListOfWays extends OneTest {}

    @KubeDenials({DenialMode.FAIL, DenialMode.REPORT})
    @Told({"@KubeDenials on class", "value = [FAIL, REPORT]: name one of them"})
    static class ListOfModes extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(provider = "minikube")
    @Told({"UnknownProvider is", "\"minikube\" is not a kind", "auto, k3s"})
    static class UnknownProvider extends OneTest {}

    @KubeManifests("there/is/none.yaml")
    @Told({
        "@KubeManifests on class",
        "MissingManifests: there/is/none.yaml does not exist; relative paths of manifests start in"
    })
    static class MissingManifests extends OneTest {}

    @Told({"@KubeManifests on method", "classpath:none.yaml is not on the class path of the tests"})
    static class MissingManifestsOfAMethod {
        @Test
        @KubeManifests("classpath:none.yaml")
        void test() {}
    }

    @KubeNamespace("dev")
    @KubeManifests("classpath:manifests/namespaced.yaml")
    @Told({
        "classpath:manifests/namespaced.yaml:6: there is no value for ${kubeuser.namespace};",
        "declared here are [kubeuser.namespace.dev]"
    })
    static class UnknownPlaceholder extends OneTest {}

    @KubeManifests(value = "classpath:policies/", namespace = "${kubeuser.namespace}")
    @Told({"\"${kubeuser.namespace}\" is not the name of a namespace", "placeholders here are []"})
    static class UnknownNamespace extends OneTest {}

    @KubeManifests("${test.manifests.nobody.sets}/readers.yaml")
    @Told({
        "@KubeManifests on class",
        "the source ${test.manifests.nobody.sets}/readers.yaml names a configuration parameter without a value: set it,"
                + " as by -Dpolicies=DIRECTORY for ${policies}, or give it a default, as in ${policies:-deploy/rbac/}"
    })
    static class UnknownParameter extends OneTest {}

    @KubeManifests("${test.manifests.naming.itself}")
    static class ParameterOfItself extends OneTest {}

    @Test
    void a_parameter_that_names_itself() {
        assertThat(errorOf(
                        ParameterOfItself.class,
                        Map.of("test.manifests.naming.itself", "a/${test.manifests.naming.itself}")))
                .endsWith("the source ${test.manifests.naming.itself} names a configuration parameter whose value names"
                        + " itself: give it a value without ${...}");
    }

    @KubeHelmChart(value = "../policy/src/test/resources/charts/operator", release = "-h")
    @Told({"@KubeHelmChart on ", "chart ../policy/src/test/resources/charts/operator cannot be named \"-h\": up to 53"})
    static class ReleaseLikeAFlag extends OneTest {}

    @KubeHelmChart("../policy/src/test/resources/charts/none")
    @Told("MissingChart: There is no chart at \"../policy/src/test/resources/charts/none\"")
    static class MissingChart extends OneTest {}

    @KubeNamespace("Dev")
    @Told({"@KubeNamespace on class", "\"Dev\" cannot be part of"})
    static class BadNamespace extends OneTest {}

    @Told({"parameter 1 (Integer namespace)", "it injects a String, so declare the parameter as String"})
    static class NamespaceOfAnotherType {
        @Test
        void test(@KubeNamespace Integer namespace) {}
    }

    @KubeCluster(kind = ClusterKind.EMBEDDED, authentication = "classpath:authentication/company.yaml")
    @Told({"A ClusterAuthentication cannot be injected into", "dedicated = true"})
    static class ChangesWhatOthersUse {
        @Test
        void test(ClusterAuthentication authentication) {}
    }

    @KubeCluster(kind = ClusterKind.EMBEDDED)
    @KubeIdentity("ann")
    @Told({"identity \"ann\"", "the cluster has no issuers", "authentication ="})
    static class WithoutIssuers extends OneTest {}

    @KubeCluster(kind = ClusterKind.EMBEDDED, authentication = "classpath:authentication/company.yaml")
    @KubeIdentity("ann")
    @Told({"names no issuer", "https://keycloak.example.com/realms/company", "several"})
    static class OfSomeIssuer extends OneTest {}

    @KubeCluster(authentication = "classpath:authentication/company.yaml")
    @Told({"one-issuer.yaml:1: ", "names no issuer", "several"})
    static class LineOfSomeIssuer {
        @IdentityTable("/dev/kubeuser/auth/one-issuer.yaml")
        void test() {}
    }

    @KubeCluster(kind = ClusterKind.EMBEDDED, authentication = "classpath:authentication/company.yaml")
    @Told("there is no issuer https://dex.example.com in classpath:authentication/company.yaml")
    static class OfUnknownIssuer {
        @Test
        void test(@KubeIdentity(value = "ann", issuer = "https://dex.example.com") KubeAccess ann) {}
    }

    @KubeCluster(kind = ClusterKind.EMBEDDED, authentication = "classpath:authentication/empty.yaml")
    @KubeIdentity("ann")
    @Told("classpath:authentication/empty.yaml has no issuer under jwt")
    static class OfNoIssuer extends OneTest {}

    @KubeCluster(kind = ClusterKind.EMBEDDED, authentication = "classpath:authentication/company.yaml")
    @KubeIdentity(value = "ann", claims = "{}", claimsFile = "classpath:authentication/ann.json")
    @Told("claims = or claimsFile =")
    static class ClaimsTwice extends OneTest {}

    @KubeCluster(kind = ClusterKind.EMBEDDED, authentication = "classpath:authentication/company.yaml")
    @KubeIdentity(value = "ann", claimsFile = "classpath:authentication/ben.json")
    @Told("authentication/ben.json is not on the class path")
    static class NoClaims extends OneTest {}

    @KubeUser("alice")
    @KubeDenials(expected = "lists secrets now please")
    @Told({"@KubeDenials on class", "expects \"lists secrets now please\": write it as in"})
    static class MalformedDenial extends OneTest {}

    @KubeUser("alice")
    @KubeDenials(expected = "list podss in default")
    @Told("expects \"list podss in default\": The API server has no resource \"podss\". Did you mean \"pods\"?")
    static class MisspelledDenial extends OneTest {}

    @KubeUser("alice")
    @Told("is for no subject: write it beside @KubeUser")
    static class DenialsOfNobody {
        @Test
        void never_runs(@KubeAdmin @KubeDenials(DenialMode.FAIL) KubeAccess admin) {}
    }

    @Told("NotStatic.extension is registered too late: make the field static")
    static class NotStatic {
        @RegisterExtension
        final KubeUserExtension extension =
                KubeUserExtension.builder().user("late").build();

        @Test
        void test(KubeAccess late) {
            assertThat(late.name()).isEqualTo("late");
        }
    }

    @KubeUser("alice")
    @KubeDenials(DenialMode.FAIL)
    static class Unrecorded extends OneTest {}

    @KubeUser("alice")
    static class Fine extends OneTest {}

    @KubeUser("alice")
    @Told({
        "access.yaml:2: no user \"tara\" is declared, only user \"alice\" (class",
        "or write user:NAME",
        "given: everybody"
    })
    static class NobodyOfATable {
        @AccessTable("access.yaml")
        void test() {}
    }

    @KubeUser("alice")
    @Told({
        "There is no table none.yaml beside class dev.kubeuser.MisuseTest$NoTable; with a / before it, it is looked for",
        "from the root of the class path"
    })
    static class NoTable {
        @AccessTable("none.yaml")
        void test() {}
    }

    @Test
    @NeedsUnix
    void cluster_settings() {
        assertThat(errorOf(Fine.class, Map.of("kubeuser.cluster", "minikube")))
                .contains("kubeuser.cluster=minikube", "the kinds are: auto, k3s, embedded");
        assertThat(errorOf(Fine.class, Map.of("kubeuser.keep", "yes")))
                .contains("kubeuser.keep=yes: true or false is needed");
        assertThat(errorOf(Fine.class, Map.of("kubeuser.start-timeout", "soon")))
                .contains("kubeuser.start-timeout=soon", "is not a duration");
        assertThat(errorOf(Fine.class, Map.of("kubeuser.report", "/proc/kubeuser")))
                .contains("kubeuser.report=/proc/kubeuser: no report can be written to /proc/kubeuser");
        assertThat(errorOf(Fine.class, Map.of("kubeuser.report", "pom.xml", "kubeuser.require.coverage", "1")))
                .contains("kubeuser.report=pom.xml: no report can be written to pom.xml", "pom.xml is not a directory");
        assertThat(errorOf(Unrecorded.class, Map.of("kubeuser.report", "off")))
                .contains("kubeuser.report=off", "remove one of the two");
        assertThat(errorOf(Fine.class, Map.of("kubeuser.log-verbosity", "much")))
                .contains("kubeuser.log-verbosity=much: a whole number is needed");
    }

    @Test
    void program_that_is_not_there() {
        assertThat(errorOf(Fine.class))
                .contains("kubeuser.control-plane.binary names", "which is not an executable file");
    }

    private static String errorOf(Class<?> misuse) {
        return errorOf(misuse, Map.of());
    }

    private static String errorOf(Class<?> misuse, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("kubeuser.cluster", "embedded");
        all.put("kubeuser.control-plane.binary", "there/is/no/such/program");
        List<Throwable> failures = EngineRun.of(all, misuse).failures();
        assertThat(failures).isNotEmpty();
        Throwable thrown = failures.get(0);
        Throwable cause = thrown.getCause();
        Throwable ours = thrown instanceof ParameterResolutionException && cause != null ? cause : thrown;
        boolean isFine = misuse == LongName.class || (misuse == Fine.class && settings.isEmpty());
        assertThat(ours).isInstanceOf(isFine ? ClusterException.class : ExtensionConfigurationException.class);
        return String.valueOf(ours.getMessage());
    }
}

package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/**
 * Mistakes in annotations and settings. Each test runs the real engine on a class with one mistake, with a control-plane
 * program that does not exist: had anything begun to start, its error would be another one.
 */
@RunsOnce
@OnEachJUnit
class MisuseTest {

    @KubeUser(" ")
    static class BlankName extends OneTest {}

    @KubeUser("")
    static class EmptyName extends OneTest {}

    @KubeUser("al\u0000ice")
    static class ControlCharacter extends OneTest {}

    @KubeUser("a123456789b123456789c123456789d123456789e123456789f123456789g1234")
    static class LongName extends OneTest {}

    @KubeUser("system:anonymous")
    static class Anonymous extends OneTest {}

    @KubeUser(value = "alice", groups = "system:masters")
    static class Masters extends OneTest {}

    @KubeUser(
            value = "alice",
            groups = {"developers", ""})
    static class EmptyGroup extends OneTest {}

    @KubeUser(
            value = "alice",
            groups = {"developers", "ops", "developers"})
    static class GroupTwice extends OneTest {}

    @KubeUser(value = "alice", expiration = "one day")
    static class NoDuration {
        @Test
        void test(KubeAccess alice) {}
    }

    @KubeUser(value = "alice", expiration = "599s")
    static class ShortLife extends OneTest {}

    @KubeUser("alice")
    @KubeUser(value = "alice", groups = "developers")
    static class DeclaredTwice extends OneTest {}

    @KubeUser("alice")
    static class DeclaredTwiceOnAParameter {
        @Test
        void test(@KubeUser(value = "alice", key = KeyAlgorithm.ED25519) KubeAccess alice) {}
    }

    static class UnsupportedType {
        @Test
        void test(@KubeUser("alice") String alice) {}
    }

    @KubeUser("alice")
    static class UnsupportedTypeInOneOfTwoTests {
        @Test
        void fine(KubeAccess alice) {}

        @Test
        void test(@KubeAdmin Integer admin) {}
    }

    static class FlowOfAdmin {
        @Test
        void test(@KubeAdmin CertificateFlow flow) {}
    }

    static class ClusterOfUser {
        @Test
        void test(@KubeUser("alice") Cluster cluster) {}
    }

    static class UserAndAdmin {
        @Test
        void test(@KubeUser("alice") @KubeAdmin KubeAccess access) {}
    }

    @KubeCluster
    static class NobodyDeclared {
        @Test
        void test(KubeAccess access) {}
    }

    @KubeCluster
    static class DeclaredOnAMethodOnly {
        @BeforeAll
        static void beforeAll(KubeAccess access) {}

        @Test
        @KubeUser("alice")
        void test() {}
    }

    @KubeCluster
    static class OutOfScope {
        @Test
        @KubeUser(value = "alice", groups = "developers")
        void declares() {}

        @Test
        void test(@KubeUser("alice") KubeAccess alice) {}
    }

    static class SeveralUsers {
        @Test
        void test(@KubeUser("alice") KubeAccess alice, @KubeUser("bob") KubeAccess bob, KubeAccess who) {}
    }

    @SuppressWarnings("unused")
    static class FinalField {
        @KubeUser("alice")
        private final String alice = "";

        @Test
        void test() {}
    }

    @KubeUser("alice")
    @KubeCluster(extraSans = "not a name")
    static class BadSan extends OneTest {}

    @KubeUser("al\uD83Dice")
    static class HalfOfAPair extends OneTest {}

    @KubeServiceAccount(value = "ci/deployer", audiences = "")
    static class BlankAudience extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(signingDuration = "a while")
    static class BadDuration extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(signingDuration = "5m")
    static class ShortDuration extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(apiserverArguments = "--event-ttl=1h")
    static class BadArgument extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(kind = ClusterKind.OTHER)
    static class NamelessKind extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(kind = ClusterKind.EMBEDDED, provider = "homemade")
    static class TwoKinds extends OneTest {}

    @KubeUser("alice")
    @KubeCluster(provider = "minikube")
    static class UnknownProvider extends OneTest {}

    @KubeManifests("there/is/none.yaml")
    static class MissingManifests extends OneTest {}

    static class MissingManifestsOfAMethod {
        @Test
        @KubeManifests("classpath:none.yaml")
        void test() {}
    }

    @KubeNamespace("dev")
    @KubeManifests("classpath:manifests/namespaced.yaml")
    static class UnknownPlaceholder extends OneTest {}

    @KubeManifests(value = "classpath:policies/", namespace = "${kubeuser.namespace}")
    static class UnknownNamespace extends OneTest {}

    @KubeManifests("${test.manifests.nobody.sets}/readers.yaml")
    static class UnknownParameter extends OneTest {}

    @KubeNamespace("Dev")
    static class BadNamespace extends OneTest {}

    static class NamespaceOfAnotherType {
        @Test
        void test(@KubeNamespace Integer namespace) {}
    }

    @KubeUser("alice")
    static class Fine extends OneTest {}

    @KubeUser("alice")
    static class NobodyOfATable {
        @AccessTable("access.yaml")
        void test() {}
    }

    @KubeUser("alice")
    static class NoTable {
        @AccessTable("none.yaml")
        void test() {}
    }

    @SuppressWarnings("ClassCanBeStatic")
    abstract static class OneTest {
        @Test
        void test() {}
    }

    @Test
    void names() {
        assertThat(errorOf(BlankName.class)).contains("@KubeUser on class", "BlankName", "the user name is blank");
        assertThat(errorOf(EmptyName.class)).contains("the user name is empty");
        assertThat(errorOf(ControlCharacter.class)).contains("control character U+0000 at position 2");
        assertThat(errorOf(HalfOfAPair.class)).contains("@KubeUser on class", "has half of a surrogate pair");
        assertThat(errorOf(BlankAudience.class)).contains("@KubeServiceAccount on class", "an audience is blank");
        assertThat(errorOf(EmptyGroup.class)).contains("the group is empty");
        assertThat(errorOf(GroupTwice.class)).contains("the group \"developers\" is given twice: remove one of them");
        assertThat(errorOf(LongName.class)).as("gets as far as the program").contains("kubeuser.control-plane.binary");
    }

    @Test
    void anonymous_is_refused_up_front() {
        assertThat(errorOf(Anonymous.class))
                .contains("@KubeUser on class", "system:anonymous cannot be asked for", "use @KubeAnonymous");
    }

    @Test
    void masters_are_refused_up_front() {
        assertThat(errorOf(Masters.class))
                .contains("system:masters cannot be asked for", "CertificateSubjectRestriction", "@KubeAdmin");
    }

    @Test
    void expiration_that_is_no_duration() {
        assertThat(errorOf(NoDuration.class))
                .contains("expiration \"one day\" is not a duration; write it as in 250ms, 90s, 5m or 1h30m");
    }

    @Test
    void lifetime() {
        assertThat(errorOf(ShortLife.class)).contains("expiration is 599s; the API server takes 600s or more");
    }

    @Test
    void different_declarations_of_one_user() {
        assertThat(errorOf(DeclaredTwice.class))
                .contains("\"alice\" is declared twice with different settings", "groups []", "groups [developers]");
        assertThat(errorOf(DeclaredTwiceOnAParameter.class))
                .contains("declared twice", "on parameter 1 (KubeAccess alice) of method", "key ED25519");
    }

    @Test
    void types() {
        assertThat(errorOf(UnsupportedType.class))
                .contains("A java.lang.String cannot be injected into parameter 1 (String alice) of method")
                .contains("KubeAccess, OkHttpClient, ApiClient, the generated API classes such as CoreV1Api");
        assertThat(errorOf(UnsupportedTypeInOneOfTwoTests.class)).contains("A java.lang.Integer cannot be injected");
        assertThat(errorOf(FlowOfAdmin.class)).contains("cannot be injected", "for the administrator");
        assertThat(errorOf(ClusterOfUser.class)).contains("has no subject: remove the annotation of a subject");
        assertThat(errorOf(UserAndAdmin.class))
                .contains("several of @KubeUser, @KubeServiceAccount, @KubeIdentity, @KubeAnonymous and @KubeAdmin");
        assertThat(errorOf(FinalField.class)).contains("FinalField.alice is final");
    }

    @Test
    void scope() {
        assertThat(errorOf(NobodyDeclared.class))
                .contains("No user is declared for parameter 1 (KubeAccess access) of method");
        assertThat(errorOf(DeclaredOnAMethodOnly.class))
                .contains("in scope only there, are user \"alice\" (method", "DeclaredOnAMethodOnly.test)");
        assertThat(errorOf(OutOfScope.class))
                .contains("\"alice\" on parameter 1", "is declared on method", "OutOfScope.declares", "only there");
        assertThat(errorOf(SeveralUsers.class))
                .contains("Several subjects are declared", "parameter 3 (KubeAccess who)", "\"alice\" (", "\"bob\" (");
    }

    @Test
    @NeedsUnix
    void cluster_settings() {
        assertThat(errorOf(BadSan.class)).contains("BadSan is misconfigured", "\"not a name\" cannot be a subject");
        assertThat(errorOf(BadDuration.class)).contains("\"a while\" is not a duration; write it as in 250ms, 90s, 5m");
        assertThat(errorOf(ShortDuration.class)).contains("the signing duration is 300 s", "less than 600 s");
        assertThat(errorOf(BadArgument.class)).contains("\"--event-ttl=1h\" is not an argument", "without leading");
        assertThat(errorOf(NamelessKind.class))
                .contains("NamelessKind is misconfigured", "ClusterKind.OTHER does not say which provider: name it");
        assertThat(errorOf(TwoKinds.class)).contains("kind = EMBEDDED and provider = \"homemade\" both choose");
        assertThat(errorOf(UnknownProvider.class))
                .contains("UnknownProvider is", "\"minikube\" is not a kind", "auto, k3s");
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
        assertThat(errorOf(Fine.class, Map.of("kubeuser.log-verbosity", "much")))
                .contains("kubeuser.log-verbosity=much: a whole number is needed");
    }

    @Test
    void tables() {
        assertThat(errorOf(NoTable.class)).contains("There is no table none.yaml beside class", "NoTable");
        assertThat(errorOf(NobodyOfATable.class))
                .contains(
                        "access.yaml:2: no user \"tara\" is declared, only user \"alice\" (class",
                        "or write user:NAME",
                        "given: everybody");
    }

    @Test
    void manifests() {
        assertThat(errorOf(MissingManifests.class))
                .contains(
                        "@KubeManifests on class",
                        "MissingManifests: there/is/none.yaml does not exist; relative paths of manifests start in");
        assertThat(errorOf(MissingManifestsOfAMethod.class))
                .contains("@KubeManifests on method", "classpath:none.yaml is not on the class path of the tests");
        assertThat(errorOf(UnknownPlaceholder.class))
                .contains("classpath:manifests/namespaced.yaml:6: there is no value for ${kubeuser.namespace};")
                .contains("declared here are [kubeuser.namespace.dev]");
        assertThat(errorOf(UnknownNamespace.class))
                .contains("\"${kubeuser.namespace}\" is not the name of a namespace", "placeholders here are []");
        assertThat(errorOf(UnknownParameter.class))
                .contains(
                        "@KubeManifests on class",
                        "the source ${test.manifests.nobody.sets}/readers.yaml names a configuration parameter without a value");
    }

    @Test
    void namespaces() {
        assertThat(errorOf(BadNamespace.class)).contains("@KubeNamespace on class", "\"Dev\" cannot be part of");
        assertThat(errorOf(NamespaceOfAnotherType.class))
                .contains("parameter 1 (Integer namespace)", "it injects a String, so declare the parameter as String");
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
        List<Event> failures = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("kubeuser.cluster", "embedded")
                .configurationParameters(settings)
                .configurationParameter("kubeuser.control-plane.binary", "there/is/no/such/program")
                .selectors(selectClass(misuse))
                .execute()
                .allEvents()
                .filter(Event.byType(EventType.FINISHED))
                .filter(MisuseTest::failed)
                .toList();
        assertThat(failures).isNotEmpty();
        return rootMessage(failures.get(0));
    }

    private static boolean failed(Event event) {
        return event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .isPresent();
    }

    private static String rootMessage(Event failure) {
        Throwable thrown = failure.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        Throwable cause = thrown.getCause();
        Throwable ours = thrown instanceof ParameterResolutionException && cause != null ? cause : thrown;
        assertThat(ours)
                .isInstanceOfAny(ExtensionConfigurationException.class, dev.kubeuser.cluster.ClusterException.class);
        return String.valueOf(ours.getMessage());
    }
}

package dev.kubeuser;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.kubeuser.kinds.RunsOnce;
import org.jspecify.annotations.NullMarked;

/** The packages are stages of the data's way; each imports only those before it. */
@RunsOnce
@AnalyzeClasses(packages = "dev.kubeuser", importOptions = ArchitectureTest.LibraryOnly.class)
class ArchitectureTest {

    /** Neither tests nor what runs them. */
    static final class LibraryOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location)
                    && !location.contains("dev/kubeuser/kinds/");
        }
    }

    @ArchTest
    static final ArchRule stages_import_only_earlier_stages = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.kubeuser..")
            .withOptionalLayers(true)
            .layer("cluster")
            .definedBy("dev.kubeuser.cluster")
            .layer("credential")
            .definedBy("dev.kubeuser.credential")
            .layer("access")
            .definedBy("dev.kubeuser.access")
            .layer("manifest")
            .definedBy("dev.kubeuser.manifest")
            .layer("policy")
            .definedBy("dev.kubeuser.policy..")
            .layer("assertion")
            .definedBy("dev.kubeuser.assertion")
            .layer("proof")
            .definedBy("dev.kubeuser.proof")
            .layer("report")
            .definedBy("dev.kubeuser.report")
            .layer("front door")
            .definedBy("dev.kubeuser")
            .whereLayer("front door")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("front door")
            .whereLayer("proof")
            .mayOnlyBeAccessedByLayers("report", "front door")
            .whereLayer("assertion")
            .mayOnlyBeAccessedByLayers("proof", "report", "front door")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("assertion", "proof", "report", "front door")
            .whereLayer("manifest")
            .mayOnlyBeAccessedByLayers("policy", "assertion", "proof", "report", "front door")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("manifest", "policy", "assertion", "proof", "report", "front door")
            .whereLayer("credential")
            .mayOnlyBeAccessedByLayers("access", "manifest", "policy", "assertion", "proof", "report", "front door");

    @ArchTest
    static final ArchRule every_package_is_one_of_the_stages = classes()
            .should()
            .resideInAnyPackage(
                    "dev.kubeuser",
                    "dev.kubeuser.cluster",
                    "dev.kubeuser.credential",
                    "dev.kubeuser.access",
                    "dev.kubeuser.manifest",
                    "dev.kubeuser.policy",
                    "dev.kubeuser.policy.escalation",
                    "dev.kubeuser.assertion",
                    "dev.kubeuser.proof",
                    "dev.kubeuser.report");

    @ArchTest
    static final ArchRule only_the_front_door_knows_junit = noClasses()
            .that()
            .resideOutsideOfPackage("dev.kubeuser")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..");

    @ArchTest
    static final ArchRule nothing_static_is_mutable =
            fields().that().areStatic().should().beFinal().because("state lives in JUnit's stores");

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
}

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.kinds.RunsOnce;
import org.jspecify.annotations.NullMarked;

/** What an artifact that offers clients needs of the library: its public types, and of those few. */
@ArchTag(RunsOnce.TAG)
@AnalyzeClasses(packages = "dev.kubeuser.fabric8", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule only_public_types_below_the_run_are_used = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.kubeuser..internal..",
                    "dev.kubeuser.run..",
                    "dev.kubeuser.junit..",
                    "dev.kubeuser",
                    "org.junit..",
                    "io.kubernetes..",
                    "okhttp3..");

    @ArchTest
    static final ArchRule only_the_library_is_public = classes()
            .that()
            .arePublic()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .implement(ClientLibrary.class);

    @ArchTest
    static final ArchRule nothing_static_is_mutable =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule every_package_is_null_marked =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
}

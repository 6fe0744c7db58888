package dev.kubeuser.mutants.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.issuer.internal.AuthenticationFile;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.mutants.MutationOperator;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mistakes that are made in an AuthenticationConfiguration. */
@RunsOnce
class AuthenticationMutationsTest {

    private static final AuthenticationFile COMPANY = AuthenticationFile.read("classpath:authentication/company.yaml");
    private static final String KEYCLOAK = "issuer https://keycloak.example.com/realms/company ";
    private static final String GITHUB = "issuer https://token.actions.githubusercontent.com ";

    private static List<AuthenticationMutations.Mutated> mutants() {
        return AuthenticationMutations.of(COMPANY, List.of("grafana", "kubectl"));
    }

    @Test
    void each_part_is_left_out_or_mistaken() {
        assertThat(mutants())
                .extracting(AuthenticationMutationsTest::text)
                .containsExactly(
                        KEYCLOAK + "is unknown :5",
                        KEYCLOAK + "without the audience \"kubernetes\" :10",
                        KEYCLOAK + "without the audience \"kubectl\" :10",
                        KEYCLOAK + "for the audience \"grafana\" too :10",
                        KEYCLOAK + "without the rule \"claims.email_verified == true\" :13",
                        KEYCLOAK + "without groups :18",
                        KEYCLOAK + "without uid :22",
                        KEYCLOAK + "without the extra attribute example.com/departments :25",
                        KEYCLOAK + "without the rule \"!user.username.startsWith('system:')\" :28",
                        GITHUB + "is unknown :31",
                        GITHUB + "for the audience \"grafana\" too :33",
                        GITHUB + "for the audience \"kubectl\" too :33",
                        GITHUB + "without the rule for repository_owner :35",
                        GITHUB + "without the prefix \"github:\" of username :40",
                        GITHUB + "with the username of another claim than sub :39",
                        GITHUB + "without groups :41",
                        GITHUB + "without the prefix \"github:\" of groups :43",
                        "anonymous " + "is not enabled :44",
                        "anonymous " + "for all paths :46");
    }

    /** With the line. */
    private static String text(AuthenticationMutations.Mutated mutated) {
        Mutant mutant = mutated.mutant();
        return mutant.object() + " " + mutant.description() + " :"
                + mutant.origin().line();
    }

    @Test
    void a_mutant_differs_from_the_file_and_from_the_others() {
        assertThat(mutants())
                .extracting(AuthenticationMutations.Mutated::configuration)
                .doesNotHaveDuplicates()
                .doesNotContain(COMPANY.json());
    }

    @Test
    void there_is_a_mutant_of_each_kind() {
        assertThat(mutants())
                .extracting(mutated -> mutated.mutant().operator())
                .containsAll(EnumSet.range(MutationOperator.DROP_ISSUER, MutationOperator.WIDEN_ANONYMOUS));
    }
}

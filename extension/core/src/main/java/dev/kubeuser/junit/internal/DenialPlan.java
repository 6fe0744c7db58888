package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.internal.ExpectedDenial;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.settings.internal.ReportDestination;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What denials do to tests in one place, and which are expected there.
 *
 * @param innermostFirst what is declared there and around it
 * @param otherwise the mode if nothing is declared
 */
public record DenialPlan(List<DeclaredDenials> innermostFirst, DenialMode otherwise) {

    /** Copies the list. */
    public DenialPlan {
        innermostFirst = List.copyOf(innermostFirst);
    }

    /** Returns the plan around all classes. */
    static DenialPlan of(Settings settings) {
        return new DenialPlan(
                List.of(), settings.flag(Setting.REQUIRE_NO_DENIALS) ? DenialMode.FAIL : DenialMode.REPORT);
    }

    /** Refuses to fail tests by what is not recorded. */
    void requireRecorded(Settings settings, ReportDestination report, String place) {
        if (!isStrict()) {
            return;
        }
        if (report instanceof ReportDestination.Off) {
            throw new ExtensionConfigurationException("On " + place + " denials fail tests, and "
                    + Setting.REPORT.key() + "=off: they are known only from what is recorded for the report; remove"
                    + " one of the two");
        }
        RunListener.Provider.require(settings, "DenialMode.FAIL on " + place);
    }

    /** Returns the plan of a place within this one. */
    DenialPlan with(Stream<DeclaredDenials> inner) {
        return new DenialPlan(Stream.concat(inner, innermostFirst.stream()).toList(), otherwise);
    }

    /** Whether a denial of a user fails the test. */
    public boolean fails(String userName) {
        return innermostFirst.stream()
                        .filter(declared -> declared.mode() != DenialMode.DEFAULT)
                        .filter(declared -> declared.subject().is(userName))
                        .map(DeclaredDenials::mode)
                        .findFirst()
                        .orElse(otherwise)
                == DenialMode.FAIL;
    }

    /** Notes the user name of an identity, which the API server has said. */
    public void recognize(SubjectSpec identity, String userName) {
        innermostFirst.forEach(declared -> declared.recognize(identity, userName));
    }

    /** Whether any denial may fail a test. */
    public boolean isStrict() {
        return otherwise == DenialMode.FAIL
                || innermostFirst.stream().anyMatch(declared -> declared.mode() == DenialMode.FAIL);
    }

    /**
     * Requires that no expected refusal is one of a misspelled resource, as far as a cluster tells.
     *
     * @throws ExtensionConfigurationException if one is
     */
    public void requireSpelled(Cluster cluster) {
        innermostFirst.forEach(declared -> declared.requireSpelled(cluster));
    }

    /** The refusals that are expected. */
    public List<ExpectedDenial> expected() {
        return innermostFirst.stream()
                .flatMap(declared -> declared.expected().stream())
                .toList();
    }
}

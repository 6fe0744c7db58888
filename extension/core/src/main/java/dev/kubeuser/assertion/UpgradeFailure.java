package dev.kubeuser.assertion;

import dev.kubeuser.upgrade.AccessChange;
import dev.kubeuser.upgrade.Upgrade;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says what an upgrade changes that was not expected. */
final class UpgradeFailure {

    private UpgradeFailure() {}

    static Failure shouldChangeNoAccess(Upgrade upgrade) {
        return Failure.of(
                "Expecting nobody to gain or lose access " + versions(upgrade),
                "but",
                upgrade.access().stream()
                        .map(AccessChange::toString)
                        .map(line -> "  " + line)
                        .toList());
    }

    static Failure shouldHaveGolden(Path file, Upgrade upgrade) {
        return Failure.of(
                "Expecting the changes " + versions(upgrade) + " to be as in " + file,
                "but the file does not exist. Write it with -Dkubeuser.golden=update, review it and commit it:",
                upgrade.text());
    }

    static Failure shouldMatchGolden(Path file, String written, Upgrade upgrade) {
        return Failure.of(
                "Expecting the changes " + versions(upgrade) + " to be as in " + file,
                lines("but these are not in the file:", upgrade.markdown(), written),
                lines("but these are only in the file:", written, upgrade.markdown()),
                "If this is intended, write the file again with -Dkubeuser.golden=update and commit it.");
    }

    private static List<Object> lines(String heading, String more, String less) {
        Set<String> lines = new LinkedHashSet<>(more.lines().toList());
        less.lines().forEach(lines::remove);
        return lines.isEmpty()
                ? List.of()
                : List.of(heading, lines.stream().map(line -> "  " + line).toList());
    }

    private static String versions(Upgrade upgrade) {
        return "from Kubernetes " + upgrade.before() + " to " + upgrade.after();
    }
}

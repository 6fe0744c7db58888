package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.BrokenPromise;
import dev.kubeuser.campaign.Fault.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Faults of machines that are set up in an unusual way, or short of a resource. */
final class Surroundings {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Exit codes of the shell around the run on a full disk. */
    private static final int UNMOUNTED = 99;

    private static final int LITTERED = 98;

    private static final String GREEN = "the run passes, and nothing is left";

    List<Fault> faults() {
        return Stream.of(
                        clocks(),
                        locales(),
                        umasks(),
                        Stream.of(
                                green(
                                        "proxy that does not exist",
                                        launch -> launch.option("-Dhttps.proxyHost=127.0.0.1")
                                                .option("-Dhttps.proxyPort=1")
                                                .option("-Dhttp.proxyHost=127.0.0.1")
                                                .option("-Dhttp.proxyPort=1")
                                                .variable("HTTPS_PROXY", "http://127.0.0.1:1")
                                                .variable("HTTP_PROXY", "http://127.0.0.1:1")
                                                .variable("NO_PROXY", "")),
                                in("temporary directory with blanks and letters beyond ASCII", "with blanks ü 日本"),
                                in("temporary directory with a path of 200 characters", "long-name-".repeat(20)),
                                limited(
                                        "128 open files",
                                        "the run says that the limit is too low",
                                        "file descriptor limit",
                                        "--nofile=128"),
                                limited(
                                        "6 GiB of address space",
                                        "the run passes, or speaks of memory",
                                        "memory",
                                        "--as=6442450944"),
                                needing(
                                        "unshare",
                                        new Fault(
                                                "full disk",
                                                "the run says that no space is left, and nothing is left",
                                                2,
                                                this::fullDisk))))
                .flatMap(each -> each)
                .toList();
    }

    private Stream<Fault> clocks() {
        return Stream.of("-400d", "-1d", "-2h", "+2h", "+1d", "+400d")
                .map(offset ->
                        new Fault("clock of the JVM at " + offset, "the run passes, or blames the clock", 1, ground -> {
                            ground.launch()
                                    .behind("faketime", "-f", offset)
                                    .variable("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                                    .start()
                                    .requireGreenOr("clock");
                            ground.requireNothingLeft();
                        }))
                .map(fault -> needing("faketime", fault));
    }

    private static Stream<Fault> locales() {
        return Stream.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist", "ja-JP-u-ca-japanese")
                .map(tag -> green(
                        "locale " + tag,
                        launch -> launch.option("-Duser.language=" + tag.substring(0, 2))
                                .option("-Duser.country=" + tag.substring(3, 5))
                                .option("-Duser.extensions=" + (tag.length() > 5 ? tag.substring(6) : ""))
                                .option("-Dfile.encoding=US-ASCII")
                                .variable("LC_ALL", "C")));
    }

    private static Stream<Fault> umasks() {
        return Stream.of("000", "022", "027", "077")
                .map(mask -> green(
                        "umask " + mask, launch -> launch.behind("sh", "-c", "umask " + mask + "; exec \"$@\"", "sh")));
    }

    private interface Change {
        Launch of(Launch launch) throws IOException;
    }

    private static Fault green(String name, Change change) {
        return new Fault(name, GREEN, 1, ground -> {
            change.of(ground.launch()).start().requireGreen();
            ground.requireNothingLeft();
        });
    }

    private static Fault limited(String name, String promise, String said, String limit) {
        return needing("prlimit", new Fault(name, promise, 1, ground -> {
            ground.launch().behind("prlimit", limit).start().requireGreenOr(said);
            ground.requireNothingLeft();
        }));
    }

    private static Fault in(String name, String directory) {
        return new Fault(name, GREEN, 1, ground -> {
            Ground odd = ground.withTemporary(directory);
            odd.launch().start().requireGreen();
            odd.requireNothingLeft();
        });
    }

    /** Uses its own file system, which no other process sees and which disappears with the run. */
    private void fullDisk(Ground ground) throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o size=1m none '" + ground.temporary() + "' || exit " + UNMOUNTED
                + "; \"$@\"; code=$?; ls '" + ground.temporary() + "' | grep -v hsperfdata_ && exit " + LITTERED
                + "; exit $code";
        Run run = ground.launch()
                .behind("unshare", "--mount", "sh", "-c", mount, "sh")
                .start();
        run.awaitUnshared(LONGEST);
        if (run.exitCode() == UNMOUNTED) {
            throw new Unavailable("it needs the right to mount a file system");
        }
        if (run.exitCode() == LITTERED) {
            throw new BrokenPromise("something was left on the full disk");
        }
        run.requireFailure(LONGEST, "no space left on device");
    }

    private static Fault needing(String program, Fault fault) {
        return new Fault(fault.name(), fault.promise(), fault.attempts(), ground -> {
            Programs.require(program);
            fault.attempt().on(ground);
        });
    }
}

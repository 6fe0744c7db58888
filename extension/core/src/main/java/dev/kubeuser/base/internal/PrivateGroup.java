package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The group of a single user, as many distributions make one for each user together with a umask of 002. What it may write
 * to is open to nobody else.
 *
 * @param number the number of the group
 * @param user the number of its user
 */
record PrivateGroup(int number, int user) {

    private static final int NUMBER = 2;
    private static final int MAIN_GROUP = 3;
    private static final int MEMBERS = 3;
    private static final int LONGEST = 1 << 20;

    /** Whether this machine's own files say that the group has that user only. Groups of a directory service are in none. */
    boolean isPrivate() throws IOException {
        List<String[]> groups = lines("/etc/group", NUMBER, number);
        List<String[]> users = lines("/etc/passwd", MAIN_GROUP, number);
        return groups.size() == 1
                && users.size() == 1
                && users.get(0)[NUMBER].equals(Integer.toString(user))
                && (groups.get(0).length <= MEMBERS
                        || List.of("", users.get(0)[0]).contains(groups.get(0)[MEMBERS]));
    }

    private static List<String[]> lines(String file, int field, int number) throws IOException {
        try (var in = Files.newInputStream(Path.of(file))) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > field && fields[field].equals(Integer.toString(number)))
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}

package dev.kubeuser.assertion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;

/**
 * A protocol buffer by the numbers of its fields. The classes that client-java has generated for each message would warn in
 * the log of everybody's tests that they are too old for the runtime.
 *
 * @param fields without those that are empty, as usual
 */
record ProtoFields(UnknownFieldSet fields) {

    static ProtoFields none() {
        return new ProtoFields(UnknownFieldSet.getDefaultInstance());
    }

    static ProtoFields parse(ByteString encoded) throws InvalidProtocolBufferException {
        return new ProtoFields(UnknownFieldSet.parseFrom(encoded));
    }

    ProtoFields with(int number, String text) {
        return text.isEmpty() ? this : with(number, ByteString.copyFromUtf8(text));
    }

    ProtoFields with(int number, Iterable<String> texts) {
        ProtoFields all = this;
        for (String text : texts) {
            all = all.with(number, text);
        }
        return all;
    }

    ProtoFields with(int number, ProtoFields message) {
        return with(number, message.encoded());
    }

    private ProtoFields with(int number, ByteString value) {
        return new ProtoFields(fields.toBuilder()
                .mergeField(number, Field.newBuilder().addLengthDelimited(value).build())
                .build());
    }

    ByteString encoded() {
        return fields.toByteString();
    }

    /** Empty if there is none. */
    ByteString bytes(int number) {
        return fields.getField(number).getLengthDelimitedList().stream()
                .reduce((first, last) -> last)
                .orElse(ByteString.EMPTY);
    }

    String text(int number) {
        return bytes(number).toStringUtf8();
    }

    /** Zero if there is none. */
    long number(int number) {
        return fields.getField(number).getVarintList().stream()
                .reduce((first, last) -> last)
                .orElse(0L);
    }
}

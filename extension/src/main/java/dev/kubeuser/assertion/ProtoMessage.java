package dev.kubeuser.assertion;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;

/** A protocol buffer to be sent, by the numbers of its fields. Those that are empty are left out, as usual. */
final class ProtoMessage {

    private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

    ProtoMessage with(int number, String text) {
        return text.isEmpty() ? this : with(number, ByteString.copyFromUtf8(text));
    }

    ProtoMessage with(int number, Iterable<String> texts) {
        texts.forEach(text -> with(number, text));
        return this;
    }

    ProtoMessage with(int number, ProtoMessage message) {
        return with(number, message.encoded());
    }

    ProtoMessage with(int number, ByteString value) {
        fields.mergeField(number, Field.newBuilder().addLengthDelimited(value).build());
        return this;
    }

    ByteString encoded() {
        return fields.build().toByteString();
    }
}

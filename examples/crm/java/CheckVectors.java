// Judges lines of "<address>\t<query>\t<seconds since 1970>" on standard input by CardSignature, with one memory of
// nonces; for tests, and to try one's own. The arguments are the keys, each as <id>:<secret>.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

public final class CheckVectors {
    public static void main(String[] arguments) throws IOException {
        Map<String, String> keys = new HashMap<>();
        for (String argument : arguments) {
            int colon = argument.indexOf(':');
            keys.put(argument.substring(0, colon), argument.substring(colon + 1));
        }
        CardSignature signature = new CardSignature(keys);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = input.readLine()) != null) {
            String[] parts = line.split("\t");
            String text = CardSignature.signedText(parts[0], CardSignature.pairs(parts[1]));
            CardSignature.Verdict verdict = signature.check(parts[0], parts[1], Long.parseLong(parts[2]));
            System.out.println(verdict + "\t" + text.replace('\n', ' '));
        }
    }
}

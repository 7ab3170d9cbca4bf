// Base64 (RFC 4648, section 4) from bytes to bytes, three in and four out, without a string in between: an e-mail of
// 100 MB must not become 270 MB of text in EMC's process, which may be a 32-bit one.

namespace ChatPlugin
{
    internal static class Base64
    {
        private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        // Twelve bits give two characters: a look-up each, instead of two shifts and two masks.
        private static readonly byte[] FirstOfTwo = new byte[4096];
        private static readonly byte[] SecondOfTwo = new byte[4096];

        static Base64()
        {
            for (int bits = 0; bits < 4096; bits++)
            {
                FirstOfTwo[bits] = (byte)Alphabet[bits >> 6];
                SecondOfTwo[bits] = (byte)Alphabet[bits & 63];
            }
        }

        // Encodes data[start..start+count) to the beginning of target, and returns the number of characters. Pieces
        // of one text may be encoded one by one if every piece but the last is a multiple of three.
        public static int Encode(byte[] data, int start, int count, byte[] target)
        {
            byte[] first = FirstOfTwo;
            byte[] second = SecondOfTwo;
            int end = start + count - count % 3;
            int written = 0;
            for (int i = start; i < end; i += 3)
            {
                int high = data[i] << 4 | data[i + 1] >> 4;
                int low = (data[i + 1] & 15) << 8 | data[i + 2];
                target[written] = first[high];
                target[written + 1] = second[high];
                target[written + 2] = first[low];
                target[written + 3] = second[low];
                written += 4;
            }
            return written + EncodeRest(data, end, count % 3, target, written);
        }

        private static int EncodeRest(byte[] data, int start, int count, byte[] target, int written)
        {
            if (count == 0)
                return 0;
            int second = count == 2 ? data[start + 1] : 0;
            int high = data[start] << 4 | second >> 4;
            target[written] = FirstOfTwo[high];
            target[written + 1] = SecondOfTwo[high];
            target[written + 2] = count == 2 ? FirstOfTwo[(second & 15) << 8] : (byte)'=';
            target[written + 3] = (byte)'=';
            return 4;
        }
    }
}

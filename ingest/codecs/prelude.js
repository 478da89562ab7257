// What a codec finds beside the language itself: Node's Buffer and console, `module` and `require("buffer")`; no file, no network.
// Evaluates to the function that runs a codec on one message and returns its answer as JSON text.
(function () {
  "use strict";

  const LONGEST_MESSAGE = 256; // LoRaWAN's have at most 242 bytes
  const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const characters = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const ofCharacters = (text) => Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  const ENCODE = {
    hex: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    base64: (bytes) => btoa(characters(bytes)),
    utf8: (bytes) => decodeURIComponent(Array.from(bytes, (byte) => "%" + byte.toString(16).padStart(2, "0")).join("")),
    latin1: characters,
    ascii: (bytes) => characters(Array.from(bytes, (byte) => byte & 0x7f)),
  };
  const DECODE = {
    hex: (text) => (text.match(/[0-9a-f]{2}/gi) || []).map((pair) => parseInt(pair, 16)),
    base64: (text) => ofCharacters(atob(text)),
    utf8: (text) => ofCharacters(unescape(encodeURIComponent(text))),
    latin1: ofCharacters,
    ascii: ofCharacters,
  };
  const codingOf = (table, name = "utf8") => {
    const coding = table[{ "utf-8": "utf8", binary: "latin1" }[name.toLowerCase()] || name.toLowerCase()];
    if (!coding) throw new TypeError("Unknown encoding: " + name);
    return coding;
  };

  class Buffer extends Uint8Array {
    static from(value, encoding) {
      if (typeof value === "string") return new Buffer(codingOf(DECODE, encoding)(value));
      return value instanceof ArrayBuffer ? new Buffer(value) : new Buffer(Array.from(value));
    }
    static alloc(size, fill = 0) {
      return new Buffer(size).fill(fill);
    }
    static concat(list) {
      return new Buffer(list.flatMap((part) => Array.from(part)));
    }
    static isBuffer(value) {
      return value instanceof Buffer;
    }
    slice(start, end) {
      return this.subarray(start, end); // of the same memory, as in Node
    }
    toString(encoding, start = 0, end = this.length) {
      return codingOf(ENCODE, encoding)(this.subarray(start, end));
    }
    equals(other) {
      return this.length === other.length && this.every((byte, index) => byte === other[index]);
    }
    readUIntBE(offset, length) {
      let value = 0;
      for (let index = 0; index < length; index++) value = value * 256 + this.readUInt8(offset + index);
      return value;
    }
    readUIntLE(offset, length) {
      let value = 0;
      for (let index = length; index-- > 0; ) value = value * 256 + this.readUInt8(offset + index);
      return value;
    }
    readIntBE(offset, length) {
      return signed(this.readUIntBE(offset, length), length);
    }
    readIntLE(offset, length) {
      return signed(this.readUIntLE(offset, length), length);
    }
  }
  const signed = (value, length) => (value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value);

  const define = (name, method, size, endian) => {
    const read = function (offset = 0) {
      return view(this)["get" + method](offset, endian === "LE");
    };
    const write = function (value, offset = 0) {
      view(this)["set" + method](offset, value, endian === "LE");
      return offset + size;
    };
    for (const spelt of new Set([name, name.replace("UInt", "Uint")])) {
      Object.defineProperty(Buffer.prototype, "read" + spelt + endian, { value: read });
      Object.defineProperty(Buffer.prototype, "write" + spelt + endian, { value: write });
    }
  };
  define("UInt8", "Uint8", 1, "");
  define("Int8", "Int8", 1, "");
  const WIDE = [["UInt16", "Uint16", 2], ["Int16", "Int16", 2], ["UInt32", "Uint32", 4], ["Int32", "Int32", 4]];
  const REAL = [["Float", "Float32", 4], ["Double", "Float64", 8], ["BigUInt64", "BigUint64", 8], ["BigInt64", "BigInt64", 8]];
  for (const [name, method, size] of [...WIDE, ...REAL]) for (const endian of ["LE", "BE"]) define(name, method, size, endian);

  // A message's bytes, and every part that a codec cuts from them. What is read beyond their end is undefined, and `undefined << 8 | byte`
  // is a number like any other: it is noted, and the message refused.
  class Bytes extends Array {}
  let beyond = -1;
  for (let index = 0; index < LONGEST_MESSAGE; index++) {
    Object.defineProperty(Bytes.prototype, index, {
      get() {
        if (beyond < 0) beyond = index;
      },
      set(value) {
        Object.defineProperty(this, index, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }

  const silent = () => undefined;
  globalThis.Buffer = Buffer;
  globalThis.console = { log: silent, info: silent, warn: silent, error: silent, debug: silent };
  const require = (name) => {
    if (name === "buffer" || name === "node:buffer") return { Buffer };
    throw new Error("require('" + name + "'): a codec has no modules but buffer");
  };
  const known = new Set(Object.getOwnPropertyNames(globalThis));

  // JSON has no NaN, no Infinity and no great integers: as text they are named, not silently null.
  const plain = (_key, value) =>
    typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value)) ? String(value) : value;
  const texts = (list) => (list === undefined || list === null ? [] : [].concat(list).slice(0, 10).map(String));

  const refused = (sentence) => JSON.stringify({ error: sentence });

  return function run(codec, request) {
    // The codec is begun anew for each message, as the networks do: what it remembers of one device is never another's.
    const module = { exports: {} };
    const decode = codec(module, module.exports, require);
    if (decode === null) return refused("the codec has no function decodeUplink, Decode or Decoder");
    if (request === "") return JSON.stringify({ data: null, warnings: [] }); // it loads, more was not asked
    const { bytes, fPort, recvTime } = JSON.parse(request);
    beyond = -1;
    const answer = decode({ bytes: Bytes.from(bytes), fPort, recvTime: new Date(recvTime), variables: {} });
    for (const name of Object.keys(globalThis)) if (!known.has(name)) delete globalThis[name];
    if (typeof answer !== "object" || answer === null) return refused("the codec returned " + typeof answer + " instead of { data: … }");
    if (typeof answer.then === "function") return refused("the codec returned a promise: it must answer at once");
    const errors = texts(answer.errors);
    if (errors.length) return refused("the codec says: " + errors.join("; "));
    if (beyond >= 0) {
      return refused(`the codec read byte ${beyond} beyond the end of the message's ${bytes.length}: it was cut off, or its device is of another model`);
    }
    return JSON.stringify({ data: answer.data === undefined ? null : answer.data, warnings: texts(answer.warnings) }, plain);
  };
})();

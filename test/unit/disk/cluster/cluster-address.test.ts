import { describe, expect, it } from 'vitest';
import { clusterAddress } from '../../../../src/disk/cluster/cluster-address';

describe('the address of a cluster', () => {
  it.each([
    ['http://127.0.0.1:8265', 'http://127.0.0.1:8265/'],
    ['http://127.0.0.2:8265/', 'http://127.0.0.2:8265/'],
    ['http://localhost:8265', 'http://localhost:8265/'],
    ['http://[::1]:8265', 'http://[::1]:8265/'],
    ['https://ray.example.org', 'https://ray.example.org/'],
    ['https://example.org/behind/a/proxy', 'https://example.org/behind/a/proxy/'],
  ])('%s is one', (text, address) => {
    expect(clusterAddress(text).href).toBe(address);
  });

  it.each([
    ['127.0.0.1:8265', 'is no address|begins with'],
    ['ray://127.0.0.1:10001', 'begins with ray:'],
    ['http://192.168.1.5:8265', 'plain http to another machine'],
    ['http://127.0.0.1.example.org', 'plain http to another machine'],
    ['http://localhost.example.org', 'plain http to another machine'],
    ['http://0.0.0.0:8265', 'plain http to another machine'],
    ['https://user:word@example.org', 'has a name or a password'],
    ['https://example.org?token=word', 'more behind it'],
    ['', 'is no address'],
  ])('%s is none, and its secrets stay', (text, message) => {
    const read = () => clusterAddress(text);
    expect(read).toThrow(expect.objectContaining({ code: 'cluster-address' }));
    expect(read).toThrow(new RegExp(message));
    expect(read).not.toThrow(/word@|=word/);
  });
});

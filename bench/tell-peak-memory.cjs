// Required by a process that is measured: it says at its end, on the last line of its errors, its largest resident memory in kB.
process.on('exit', () => process.stderr.write(`\n${process.resourceUsage().maxRSS}`));

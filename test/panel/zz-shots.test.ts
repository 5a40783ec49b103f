import { it } from 'vitest';
import { usePanel } from './use-panel';
import { demoView } from './views/panel-views';
import { notTried, pilotFound, pilotGoing } from './views/pilot-views';

const open = usePanel();
it('shots of the pilot in all themes', async () => {
  const states: any = {
    none: notTried,
    going: pilotGoing,
    found: pilotFound(),
    stale: pilotFound(true),
    failed: {
      ...notTried,
      failure:
        'A trial of transfer.yaml failed: The loss is not a number any more in epoch 3 of phase 2. Train with a smaller learningRate.',
    },
  };
  for (const theme of ['dark', 'light', 'contrast', 'contrast-light'] as any[])
    for (const width of [1440, 300]) {
      if (width === 1440 && theme.includes('contrast')) continue;
      const { page, show } = await open({ theme, width, height: 1000 } as any).catch((e: any) => {
        console.log(theme, String(e));
        return {} as any;
      });
      if (!page) continue;
      for (const name of Object.keys(states)) {
        if (name !== 'found' && !(theme === 'dark' && width === 300 && name === 'going')) continue;
        await show(demoView({ pilot: states[name] }));
        if (name === 'found') await page.getByText('How it was tried').click();
        const section = page.getByRole('region', { name: 'Fine-tune or not?' });
        await section.scrollIntoViewIfNeeded();
        await section.screenshot({ path: `/tmp/pilot/shots/${theme}-${width}-${name}.png` });
      }
      if (width === 1440 && theme === 'dark')
        await page.screenshot({ path: `/tmp/pilot/shots/whole.png`, fullPage: true });
      
    }
});
